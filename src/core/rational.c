#include "config.h"

#include "rational.h"
