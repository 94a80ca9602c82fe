#include "config.h"

#include "catalog.h"
