#include "config.h"

#include "error.h"

G_DEFINE_QUARK (ct_error, ct_error)
