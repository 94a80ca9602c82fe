#include "config.h"

#include "redact.h"
