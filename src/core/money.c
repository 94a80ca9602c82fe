#include "config.h"

#include "money.h"
