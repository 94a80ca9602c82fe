#include "config.h"

#include "expression.h"
