#include "config.h"

#include "exchange-private.h"

#include <glib/gi18n-lib.h>

#include "error.h"

/* What the parameter is for the next page; NULL without an error when this is the last. (transfer
 * full) */
static char *
find_next (CtExchange *self, const CtPagesDefinition *pages, const CtJson *page, GError **error)
{
  CtScope scope = ct_exchange_get_scope (self);
  g_autofree char *next = NULL;
  gboolean more = TRUE;

  self->answer = ct_json_get_root (page);
  if (pages->more == NULL || ct_expression_test (pages->more, &scope, &more, error))
    next = more ? ct_expression_get_text (pages->next, &scope, error) : NULL;
  self->answer = NULL;
  return next != NULL && next[0] != '\0' ? g_steal_pointer (&next) : NULL;
}

/* Puts the page behind those that have come. */
static gboolean
add_page (CtSlot *slot, CtJson *page, GError **error)
{
  CtJson *joined = slot->pages == NULL
                       ? ct_json_ref (page)
                       : ct_json_join (slot->pages, page,
                                       (const char *const *) slot->definition->pages->join, error);

  if (joined == NULL)
    {
      g_prefix_error (error, "requests.%s.pages.join: ", slot->definition->id);
      return FALSE;
    }
  g_clear_pointer (&slot->pages, ct_json_unref);
  slot->pages = joined;
  slot->n_pages++;
  return TRUE;
}

static gboolean
take_page (CtExchange *self, CtSlot *slot, CtJson *page, GError **error)
{
  const CtPagesDefinition *pages = slot->definition->pages;
  g_autoptr (GError) failure = NULL;

  g_clear_pointer (&slot->next_page, g_free);
  slot->next_page = find_next (self, pages, page, &failure);
  if (failure == NULL && add_page (slot, page, &failure) && slot->next_page != NULL
      && slot->n_pages == pages->max)
    g_set_error (&failure, CT_ERROR, CT_ERROR_TOO_LARGE,
                 _ ("requests.%s.pages: there are more than %u pages"), slot->definition->id,
                 pages->max);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

gboolean
ct_exchange_take_answer (CtExchange *self, CtSlot *slot, CtJson *answer, GError **error)
{
  CtJson *whole = answer;

  if (slot->definition->pages != NULL)
    {
      if (!take_page (self, slot, answer, error))
        return FALSE;
      slot->state = CT_SLOT_WAITING;
      if (slot->next_page != NULL)
        return TRUE;
      whole = slot->pages;
    }
  g_ptr_array_add (slot->answers, ct_json_ref (whole));
  g_clear_pointer (&slot->pages, ct_json_unref);
  slot->n_pages = 0;
  slot->state = slot->items != NULL ? CT_SLOT_WAITING : CT_SLOT_READY;
  return TRUE;
}
