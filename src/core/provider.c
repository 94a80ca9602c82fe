#include "config.h"

#include "provider.h"
