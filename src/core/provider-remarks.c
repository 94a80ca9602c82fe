#include "config.h"

#include "provider.h"

#include <string.h>

#include <glib/gi18n-lib.h>

static gboolean
sends_token_in_query (const CtProvider *self)
{
  for (guint i = 0; i < self->requests->len; i++)
    if (((CtRequestDefinition *) self->requests->pdata[i])->auth.kind == CT_AUTH_QUERY)
      return TRUE;
  return FALSE;
}

char **
ct_provider_list_remarks (const CtProvider *self)
{
  g_autoptr (GStrvBuilder) remarks = g_strv_builder_new ();

  if (self->requests->len == 0)
    g_strv_builder_add (remarks, _ ("Kept by hand: nobody is asked, and what you type is shown "
                                    "until you change it."));
  if (self->undocumented)
    g_strv_builder_add (remarks, _ ("This is not documented by the vendor, who may change or "
                                    "forbid it."));
  if (sends_token_in_query (self))
    g_strv_builder_add (remarks, _ ("The token is part of the address, which servers write into "
                                    "their logs."));
  if (g_strcmp0 (self->confidence, "L") == 0)
    g_strv_builder_add (remarks, _ ("This definition is uncertain: compare the amount with the "
                                    "vendor’s page."));
  if (self->note != NULL)
    g_strv_builder_add (remarks, self->note);
  return g_strv_builder_end (remarks);
}
