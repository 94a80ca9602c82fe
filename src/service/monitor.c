#include "config.h"

#include "monitor.h"
