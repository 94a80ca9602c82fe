#include "config.h"

#include "accounts.h"
