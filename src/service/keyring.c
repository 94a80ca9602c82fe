#include "config.h"

#include "keyring.h"
