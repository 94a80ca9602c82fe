#include "config.h"

#include "demo.h"
