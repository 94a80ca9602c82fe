#include "config.h"

#include "bus.h"
