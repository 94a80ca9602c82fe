#include "config.h"

#include "summary.h"
