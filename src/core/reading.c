#include "config.h"

#include "reading.h"
