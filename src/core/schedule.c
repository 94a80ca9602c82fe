#include "config.h"

#include "schedule.h"
