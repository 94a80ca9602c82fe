#pragma once

#include <gtk/gtk.h>
#include <libsecret/secret.h>

#include "catalog.h"

G_BEGIN_DECLS

/* All gateways, with a search. What is pasted into it is taken for what it is: an address finds its
 * gateway, a key is put aside for the token entry and never shown. Signal "chosen": one was
 * activated; signals "describe", "import", and "edit", "export", "delete" (id) of the person's own.
 */
#define CT_TYPE_PROVIDER_PICKER (ct_provider_picker_get_type ())
G_DECLARE_FINAL_TYPE (CtProviderPicker, ct_provider_picker, CT, PROVIDER_PICKER, GtkBox)

/* can_keep: the person may have gateways of their own (not in the demo). */
void ct_provider_picker_set_catalog (CtProviderPicker *self, CtCatalog *catalog, gboolean can_keep);
void ct_provider_picker_grab_focus (CtProviderPicker *self);

/* Of what was chosen last. (transfer none) */
CtProvider *ct_provider_picker_get_provider (CtProviderPicker *self); /* (nullable) */
/* What was pasted on the way to it: an address for a gateway that has none of its own, a region,
 * a token. */
const char *ct_provider_picker_get_address (CtProviderPicker *self); /* (nullable) */
const char *ct_provider_picker_get_region (CtProviderPicker *self);  /* (nullable) */
/* It is the caller's from now on. (transfer full) (nullable) */
SecretValue *ct_provider_picker_steal_token (CtProviderPicker *self);

G_END_DECLS
