#include "config.h"

#include <glib/gi18n-lib.h>

#include "commands.h"
#include "open.h"
#include "output.h"
#include "table.h"

#define INDENT 2

/* --- list --- */

static const char *
describe_address (const CtProvider *provider)
{
  if (provider->base_url != NULL)
    return provider->base_url;
  return provider->regions->len > 0 ? _ ("several regions") : _ ("any address");
}

static CtExit
list_providers (CtCli *cli, char **arguments)
{
  g_auto (GStrv) words = g_strdupv (arguments);
  const CtUsage usage = { .operands = NULL };
  g_autoptr (CtCatalog) catalog = NULL;
  g_autoptr (GPtrArray) providers = NULL, errors = NULL;
  g_autoptr (CtTable) table = ct_table_new ();
  g_autofree char *text = NULL;

  if (!ct_cli_parse (cli, &usage, &words))
    return CT_EXIT_USAGE;
  catalog = ct_cli_open_catalog (cli);
  providers = ct_catalog_list (catalog);
  errors = ct_catalog_get_errors (catalog);
  for (guint i = 0; i < providers->len; i++)
    {
      const CtProvider *provider = providers->pdata[i];
      const char *const cells[] = { provider->id, provider->name, describe_address (provider),
                                    provider->custom ? _ ("(your own)") : "", NULL };

      ct_table_add (table, NULL, cells);
    }
  text = ct_table_format (table);
  ct_cli_print (text);
  for (guint i = 0; i < errors->len; i++)
    ct_cli_complain_error (NULL, errors->pdata[i]);
  return errors->len > 0 ? CT_EXIT_FAILED : CT_EXIT_FINE;
}

/* --- show --- */

static void
append_line_end (GString *out, guint depth)
{
  g_string_append_printf (out, "\n%*s", (int) (depth * INDENT), "");
}

/* Objects and lists that hold something are spread over lines. */
static void
append_pretty (GString *out, const CtJsonNode *node, guint depth)
{
  gboolean is_object = ct_json_node_get_type (node) == CT_JSON_OBJECT;
  const CtJsonNode *child = ct_json_node_get_first (node);

  if (child == NULL)
    {
      ct_json_node_append (node, NULL, out);
      return;
    }
  g_string_append_c (out, is_object ? '{' : '[');
  for (; child != NULL; child = ct_json_node_get_next (child))
    {
      append_line_end (out, depth + 1);
      if (is_object)
        {
          ct_json_append_quoted (out, ct_json_node_get_name (child));
          g_string_append (out, ": ");
        }
      append_pretty (out, child, depth + 1);
      if (ct_json_node_get_next (child) != NULL)
        g_string_append_c (out, ',');
    }
  append_line_end (out, depth);
  g_string_append_c (out, is_object ? '}' : ']');
}

static CtExit
show_provider (CtCli *cli, char **arguments)
{
  g_auto (GStrv) words = g_strdupv (arguments);
  const CtUsage usage = { .operands = _ ("ID"), .n_least = 1, .n_most = 1 };
  g_autoptr (CtCatalog) catalog = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  CtProvider *provider;

  if (!ct_cli_parse (cli, &usage, &words))
    return CT_EXIT_USAGE;
  catalog = ct_cli_open_catalog (cli);
  provider = ct_catalog_lookup (catalog, words[1], &error);
  if (provider == NULL)
    {
      ct_cli_complain_error (NULL, error);
      return CT_EXIT_USAGE;
    }
  append_pretty (out, ct_json_get_root (provider->source), 0);
  g_string_append_c (out, '\n');
  ct_cli_print (out->str);
  return CT_EXIT_FINE;
}

static const CtCommand commands[] = {
  { "list", N_ ("List the gateways that are known"), list_providers },
  { "show", N_ ("Print a definition as JSON, with what it inherits"), show_provider },
  { "check", N_ ("Check a definition file, and what it reads from answers"),
    ct_cli_provider_check },
  { "schema", N_ ("Print a JSON Schema of definition files, for editors"), ct_cli_provider_schema },
  { NULL, NULL, NULL },
};

CtExit
ct_cli_provider (CtCli *cli, char **arguments)
{
  return ct_cli_dispatch (cli, commands, NULL, arguments);
}
