#include "config.h"

#include "pollstate.h"
