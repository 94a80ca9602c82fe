#include "config.h"

#include "json-scope.h"

typedef struct
{
  const char *source;
  const char *result; /* as evaluate_to_row() writes it */
  const char *why;
} Row;

static const char answers[] =
    "{'n':12.5,'zero':0,'neg':-3,'text':'abc','num':'7.50','empty':'','yes':true,'no':false,"
    "'nil':null,'big':99999999999999999999999999999999,'hugetext':'1e400',"
    "'o':{'a':1,'any key':2,'b':{'c':[10,20,30]},'nil':null,'huge':1e400,'and':5,'count':6},"
    "'rows':[{'type':'A','unit':3,'v':1},{'type':'B','unit':'3','v':2},"
    "{'type':'A','unit':6,'v':3},{'type':null,'v':4},{'on':true,'v':5},7],"
    "'nums':[1,'2.5',-3],'gap':[{'v':1},{}],'nulls':[{'v':1},{'v':null}],'none':[],"
    "'texts':[1,'x'],'nest':[{'r':[{'x':1},{'x':2}]},{'r':[]},{'r':[{'x':4}]}],"
    "'nestgap':[{'r':[{'x':1}]},{}],'hole':[1,1e400],'nestodd':[{'r':[1]},{'r':'x'}],'pos':[3,2,4],"
    "'negs':[-3,-2,-4],"
    "'funds':[{'id':'p','balances':[{'amount':1.5}]},{'id':'q','balances':[{'amount':2}]}]}";

static void
check_rows (const char *json, const Row *rows, gsize n_rows)
{
  g_auto (JsonScope) scope = { 0 };

  json_scope_init (&scope, json);
  for (gsize i = 0; i < n_rows; i++)
    {
      g_autofree char *result = evaluate_to_row (rows[i].source, &scope.scope);

      if (g_strcmp0 (result, rows[i].result) != 0)
        {
          g_test_message ("%s: %s gives %s, not %s", rows[i].why, rows[i].source, result,
                          rows[i].result);
          g_test_fail ();
        }
    }
}

static void
test_operators (void)
{
  static const Row rows[] = {
    { "1 + 2 * 3", "7", "products first" },
    { "(1 + 2) * 3", "9", "brackets" },
    { "10 - 3 - 2", "5", "from the left" },
    { "12 / 3 / 2", "2", "from the left" },
    { "-2 * -3", "6", "minus binds tightest" },
    { "--2", "2", "minus of a minus" },
    { "- n", "-12.5", "minus of a path" },
    { "3-2", "1", "a bare - is minus" },
    { "o.a-zero", "1", "also between names" },
    { "0.1 + 0.2 == 0.3", "true", "exact" },
    { "1 / 3 * 3", "1", "exact" },
    { "1 / 3", "0.333333333333333333", "18 decimals are shown" },
    { "-1 / 8", "-0.125", "decimals of a negative number" },
    { "1e3", "1000", "an exponent" },
    { "1e-3 - 1", "-0.999", "a negative exponent is no minus" },
    { "1 + 1 < 3", "true", "sums before comparisons" },
    { "not 1 == 2", "true", "comparisons before not" },
    { "not not yes", "true", "not of a not" },
    { "not yes or yes", "true", "not before or" },
    { "no and no or yes", "true", "and before or" },
    { "yes or no and no", "true", "and before or" },
    { "nil ?? no or yes", "true", "?? is the loosest" },
    { "yes or x.y ?? no", "true", "?? is the loosest" },
    { "none.x ?? nil ?? 3", "3", "?? chains" },
    { "(1 == 1) == true", "true", "brackets let comparisons compare" },
    { "'it''s'", "'it's'", "a doubled quote" },
    { "''", "''", "an empty text" },
    { "'ü'", "'ü'", "UTF-8" },
    { " \t\n1 ", "1", "blanks" },
    { "true", "true", "literal" },
    { "null", "null", "literal" },
  };

  check_rows (answers, rows, G_N_ELEMENTS (rows));
}

static void
test_absent (void)
{
  static const Row rows[] = {
    { "missing", "absent", "an unknown name" },
    { "o.missing.more", "absent", "a missing member" },
    { "text.a", "absent", "a text has no members" },
    { "nil.a", "absent", "null has none" },
    { "nums.a", "absent", "a list has none" },
    { "o[0]", "absent", "an object has no positions" },
    { "missing + 1", "absent", "absent goes through arithmetic" },
    { "1 - nil", "absent", "null counts as absent there" },
    { "-nil", "absent", "and here" },
    { "missing / zero", "absent", "nothing is divided" },
    { "(missing * 2) ?? 5", "5", "?? catches it" },
    { "nil ?? 5", "5", "?? catches null" },
    { "5 ?? broken", "5", "the other side is not asked" },
    { "missing ?? nil", "null", "the last one stands" },
    { "no ?? 5", "false", "false is a value" },
    { "zero ?? 5", "0", "zero is a value" },
    { "empty ?? 5", "''", "an empty text is a value" },
    { "(text + 1) ?? 5", "x, column 2: text is a text", "?? catches no wrong type" },
    { "(missing + text) ?? 5", "x, column 12: text is a text", "even beside an absent one" },
    { "broken ?? 5", "broken is unavailable", "?? catches no failure" },
    { "missing == 1", "absent", "comparisons with absent are absent" },
    { "missing != 1", "absent", "comparisons with absent are absent" },
    { "missing == null", "absent", "absent is not null" },
    { "missing < 1", "absent", "comparisons with absent are absent" },
    { "nil < 1", "absent", "null has no order" },
    { "nil == null", "true", "null is null" },
    { "o.nil == null", "true", "null is null" },
    { "o == null", "false", "an object is not" },
    { "not missing", "true", "absent is false" },
    { "not nil", "true", "null is false" },
    { "missing or yes", "true", "absent is false" },
    { "missing and yes", "false", "a boolean, not absent" },
    { "no and broken", "false", "decided already" },
    { "yes or broken", "true", "decided already" },
    { "yes and broken", "broken is unavailable", "not yet decided" },
    { "exists(nil)", "true", "null is there" },
    { "exists(o.nil)", "true", "null is there" },
    { "exists(o)", "true", "an object is there" },
    { "exists(missing)", "false", "absent" },
    { "exists(o.huge)", "true", "its value is not read" },
    { "exists(gap[*].v)", "true", "one is enough" },
    { "exists(gap[*].w)", "false", "none" },
    { "exists(none)", "true", "an empty list is there" },
    { "exists(none[*])", "false", "its elements are not" },
  };

  check_rows (answers, rows, G_N_ELEMENTS (rows));
}

static void
test_types (void)
{
  static const Row rows[] = {
    { "num", "'7.50'", "a numeric text stays as it is" },
    { "num + 1", "8.5", "and counts as its number" },
    { "' 7.50 ' + 1", "8.5", "with blanks around it, too" },
    { "'7 50' == 750", "false", "but not inside" },
    { "' ' == 0", "false", "and blanks alone are none" },
    { "num == 7.5", "true", "in comparisons too" },
    { "num == '7.5'", "true", "on both sides" },
    { "num > 7", "true", "in order too" },
    { "text == 'abc'", "true", "texts" },
    { "text == 'Abc'", "false", "case counts" },
    { "text == 1", "false", "different types are unequal" },
    { "text != 1", "true", "different types are unequal" },
    { "yes == 'true'", "false", "different types are unequal" },
    { "yes == 1", "false", "different types are unequal" },
    { "zero == null", "false", "zero is not null" },
    { "no == null", "false", "false is not null" },
    { "yes == true", "true", "booleans" },
    { "yes != no", "true", "booleans" },
    { "o == o", "false", "objects are not compared" },
    { "hugetext == 1", "false", "a text that no number fits" },
    { "hugetext == '1e400'", "true", "the same text" },
    { "'2026-01-02' < '2026-01-10'", "true", "texts by their bytes" },
    { "'9' < '10'", "true", "numeric texts by their number" },
    { "text < 1", "x, column 1: text is a text", "no order between types" },
    { "1 >= text", "x, column 6: text is a text", "the other side" },
    { "yes > no", "x, column 1: yes is true or false", "booleans have no order" },
    { "text > no", "x, column 8: no is true or false", "the one that has none" },
    { "1 < o", "x, column 5: o is an object", "objects have no order" },
    { "nums[*] == 1", "x, column 1: nums[*] is a list", "a list is no value" },
    { "text * 2", "x, column 1: text is a text", "arithmetic" },
    { "2 * yes", "x, column 5: yes is true or false", "arithmetic" },
    { "-o", "x, column 2: o is an object", "arithmetic" },
    { "1 + (2 + empty)", "x, column 10: empty is a text", "an empty text is no number" },
    { "1 and yes", "x, column 1: 1 is a number", "logic" },
    { "yes and text", "x, column 9: text is a text", "logic" },
    { "not nums", "x, column 5: nums is a list", "logic" },
    { "n / zero", "x, column 1: n / zero divides by zero", "names the term" },
    { "1 + n / (zero * 2)", "x, column 5: n / (zero * 2) divides by zero", "names the term" },
    { "big * big", "x, column 1: big * big is out of range", "names the term" },
    { "o.huge", "x, column 1: o.huge is out of range", "a number beyond all" },
    { "'ü' == o.huge", "x, column 8: o.huge is out of range", "columns are characters" },
    { "hugetext + 1", "x, column 1: hugetext is out of range", "a text of it" },
  };

  check_rows (answers, rows, G_N_ELEMENTS (rows));
}

static void
test_paths (void)
{
  static const Row rows[] = {
    { "o.b.c[0]", "10", "from the start" },
    { "o.b.c[-1]", "30", "from the end" },
    { "o.b.c[3]", "absent", "beyond the end" },
    { "o.b.c[-4]", "absent", "beyond the start" },
    { "o['any key']", "2", "any key" },
    { "o['b'].c [ 1 ]", "20", "blanks" },
    { "o.and + o.count", "11", "words of the language are names behind a dot" },
    { "o", "an object", "a node" },
    { "o.b.c", "a list", "a node" },
    { "o.b.c[*]", "list [ 10 20 30 ]", "all" },
    { "o[*]", "absent", "an object has no elements" },
    { "gap[*].v", "list [ 1 absent ]", "an element that lacks the rest" },
    { "nest[*].r[*].x", "list [ 1 2 4 ]", "flat" },
    { "nestgap[*].r[*].x", "list [ 1 absent ]", "an inner list is missing" },
    { "nestodd[*].r[*]", "list [ 1 absent ]", "an inner list is none" },
    { "nest[*].r[0].x", "list [ 1 absent 4 ]", "a position in each" },
    { "rows[type=A].v", "1", "the first that fits" },
    { "rows[type='A', unit=6].v", "3", "all conditions" },
    { "rows[unit='6'].v", "3", "a numeric text is its number" },
    { "rows[type=B, unit=3].v", "2", "on both sides" },
    { "rows[type=null].v", "4", "null, not absent" },
    { "rows[on=true].v", "5", "boolean" },
    { "rows[on=false].v", "absent", "boolean" },
    { "rows['type'=A].v", "1", "a quoted key" },
    { "rows[v=-1].v", "absent", "a negative number" },
    { "rows[missing=1]", "absent", "no such member" },
    { "rows[type=true]", "absent", "a word is not a boolean's text" },
    { "o[a=1]", "absent", "an object is no list" },
    { "funds", "list [ an object an object ]", "answers of an each request" },
    { "funds[*].balances[*].amount", "list [ 1.5 2 ]", "their elements" },
    { "funds[1].id", "'q'", "one of them" },
    { "funds[-2].id", "'p'", "one of them" },
    { "funds[2].id", "absent", "none of them" },
    { "funds[id=q].balances[0].amount", "2", "found by a value" },
    { "funds.id", "absent", "a list has no members" },
    { "zero.a", "absent", "nor has a number" },
  };

  check_rows (answers, rows, G_N_ELEMENTS (rows));
}

static void
test_functions (void)
{
  static const Row rows[] = {
    { "sum(nums[*])", "0.5", "numeric texts count" },
    { "min(nums[*])", "-3", "smallest" },
    { "max(nums[*])", "2.5", "largest" },
    { "min(pos[*])", "2", "not zero" },
    { "max(negs[*])", "-2", "not zero" },
    { "count(nums[*])", "3", "elements" },
    { "sum(nums)", "0.5", "a whole list" },
    { "count(funds)", "2", "answers" },
    { "sum(funds[*].balances[*].amount)", "3.5", "of all answers" },
    { "sum(none[*])", "0", "of nothing" },
    { "count(none[*])", "0", "of nothing" },
    { "min(none[*])", "absent", "of nothing" },
    { "max(none[*])", "absent", "of nothing" },
    { "sum(gap[*].v)", "absent", "an element lacks it" },
    { "min(gap[*].v)", "absent", "an element lacks it" },
    { "count(gap[*].v)", "absent", "an element lacks it" },
    { "sum(nulls[*].v)", "absent", "null counts as absent" },
    { "count(nulls[*].v)", "2", "null is a value" },
    { "sum(missing[*].v)", "absent", "no list" },
    { "sum(missing[*].v) ?? 1", "1", "no list" },
    { "sum(nil)", "absent", "no list" },
    { "sum(nestgap[*].r[*].x)", "absent", "an inner list is missing" },
    { "sum(texts[*])", "x, column 5: texts[*] is a text", "the element's type" },
    { "sum(n)", "x, column 5: n is a number", "no list" },
    { "count(o)", "x, column 7: o is an object", "no list" },
    { "sum(hole[*])", "x, column 1: sum(hole[*]) is out of range", "one element" },
    { "contains(text, 'bc')", "true", "inside" },
    { "contains(text, 'BC')", "false", "case counts" },
    { "contains(text, '')", "true", "nothing is in everything" },
    { "contains(missing, 'a')", "absent", "absent" },
    { "contains(text, nil)", "absent", "null" },
    { "contains(n, '1')", "x, column 10: n is a number", "no text" },
    { "contains(text, o)", "x, column 16: o is an object", "no text" },
    { "iso('1970-01-01T00:00:00Z')", "0", "the epoch" },
    { "iso('2026-11-22T04:00:00+01:00')", "1795316400", "a zone" },
    { "iso('2000-02-29T23:59:60.25-00:30')", "951870600.25", "leap day, leap second, fraction" },
    { "iso('1969-12-31T23:59:59.5z')", "-0.5", "before the epoch, lower case" },
    { "iso('2026-01-01t00:00:00.123456789012345678999Z') - 1767225600", "0.123456789012345678",
      "18 decimals are exact" },
    { "iso(missing)", "absent", "absent" },
    { "iso(nil)", "absent", "null" },
    { "iso(text)", "x, column 5: text is a text, not a time", "no time" },
    { "iso(n)", "x, column 5: n is a number", "no text" },
    { "iso('2026-02-29T00:00:00Z')", "x, column 5: '2026-02-29T00:00:00Z' is a text, not a time",
      "no such day" },
    { "iso('2026-01-01')", "x, column 5: '2026-01-01' is a text, not a time", "no time of day" },
  };

  check_rows (answers, rows, G_N_ELEMENTS (rows));
}

static void
test_times (void)
{
  static const char *const refused[] = {
    "2026-01-01T00:00:00",       "2026-01-01T00:00:00.Z",     "2026-01-01T24:00:00Z",
    "2026-01-01T00:60:00Z",      "2026-01-01T00:00:61Z",      "2026-13-01T00:00:00Z",
    "2026-00-01T00:00:00Z",      "2026-01-32T00:00:00Z",      "2026-1-01T00:00:00Z",
    "2026-01-01T00:00:00Z ",     " 2026-01-01T00:00:00Z",     "2026-01-01T00:00:00+1:00",
    "2026-01-01T00:00:00+01",    "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+00:60",
    "2026-01-01T00:00:00,5Z",    "0000-01-01T00:00:00Z",      "",
    "2026-01-01T00:00:00+01:00Z"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *source = g_strdup_printf ("iso('%s')", refused[i]);
      g_autofree char *message = g_strdup_printf ("x, column 5: '%s' is a text, not a time",
                                                  refused[i]);
      const Row row = { source, message, "no RFC 3339" };

      check_rows ("{}", &row, 1);
    }
}

static void
test_definition_errors (void)
{
  static const Row rows[] = {
    { "", "x, column 1: a value is missing here", "empty" },
    { "1 +", "x, column 4: a value is missing here", "cut" },
    { "a b", "x, column 3: an operator is missing here", "two values" },
    { "(1", "x, column 3: “)” is missing here", "not closed" },
    { "1)", "x, column 2: an operator is missing here", "never opened" },
    { "a[1", "x, column 4: “]” is missing here", "not closed" },
    { "a[b]", "x, column 3: a key in brackets needs quotes: ['key']", "no quotes" },
    { "a[1.5]", "x, column 3: a position is a whole number", "no position" },
    { "a[-b]", "x, column 4: a number is missing here", "no position" },
    { "a[99999999999]", "x, column 3: a position is a whole number", "no position" },
    { "a[]", "x, column 3: a number is missing here", "nothing" },
    { "a[b=]", "x, column 5: a number, a text or a word is missing here", "no value" },
    { "a[b=-c]", "x, column 6: a number, a text or a word is missing here", "minus a word" },
    { "a[b=1,]", "x, column 7: a key is missing here", "no second key" },
    { "a.", "x, column 3: a name is missing here; others are written ['any key']", "cut" },
    { "a.1", "x, column 3: a name is missing here; others are written ['any key']", "no name" },
    { "'abc", "x, column 1: this text has no closing quote", "not closed" },
    { "1 + 'abc", "x, column 5: this text has no closing quote", "not closed" },
    { "a # b", "x, column 3: this character has no meaning here", "unknown" },
    { "\"a\"", "x, column 1: this character has no meaning here", "JSON's quotes" },
    { "a = 1", "x, column 3: an operator is missing here", "one = compares nothing" },
    { "a && b", "x, column 3: this character has no meaning here", "C's and" },
    { "01", "x, column 1: this is no number, or one that is too large or too fine", "a zero" },
    { "1.", "x, column 2: an operator is missing here", "no decimals" },
    { ".5", "x, column 1: a value is missing here", "no whole part" },
    { "1e99", "x, column 1: this is no number, or one that is too large or too fine", "range" },
    { "1 < 2 < 3", "x, column 7: comparisons do not chain; join them with “and”", "chained" },
    { "1 + not a", "x, column 5: a value is missing here", "not is loose" },
    { "a and or b", "x, column 7: a value is missing here", "two operators" },
    { "if(a)", "x, column 1: there is no such function", "no if" },
    { "exists(1)", "x, column 8: this function takes a path", "no path" },
    { "exists(a + b)", "x, column 8: this function takes a path", "no path" },
    { "sum(a[*].b * 2)", "x, column 5: this function takes a path", "no path" },
    { "exists()", "x, column 8: a value is missing here", "no argument" },
    { "contains(a)", "x, column 11: “,” is missing here", "one argument" },
    { "iso(a, b)", "x, column 6: “)” is missing here", "two arguments" },
    { "'ü' +", "x, column 6: a value is missing here", "columns are characters" },
  };

  check_rows ("{}", rows, G_N_ELEMENTS (rows));
}

static char *
repeat (const char *before, const char *part, guint n, const char *after)
{
  GString *text = g_string_new (before);

  while (n-- > 0)
    g_string_append (text, part);
  g_string_append (text, after);
  return g_string_free (text, FALSE);
}

static void
test_limits (void)
{
  g_autofree char *deep = repeat ("", "(", 16, "1))))))))))))))))");
  g_autofree char *too_deep = repeat ("", "(", 17, "1)))))))))))))))))");
  g_autofree char *nots = repeat ("", "not ", 17, "true");
  g_autofree char *terms = repeat ("1", "+1", 199, "");
  g_autofree char *too_many = repeat ("1", "+1", 200, "");
  g_autofree char *longest = repeat ("1", " ", 999, "");
  g_autofree char *too_long = repeat ("1", " ", 1000, "");
  const Row rows[] = {
    { deep, "1", "16 brackets" },
    { too_deep, "x, column 18: this is nested too deeply", "17 brackets" },
    { nots, "x, column 69: this is nested too deeply", "17 times not" },
    { terms, "200", "200 terms" },
    { too_many, "x, column 401: these are too many terms", "201 terms" },
    { longest, "1", "1000 bytes" },
    { too_long, "x, column 1: this expression is longer than 1000 bytes", "1001 bytes" },
  };

  check_rows ("{}", rows, G_N_ELEMENTS (rows));
}

static void
test_steps (void)
{
  g_autofree char *json = repeat ("{'a':[0", ",1", 60000, "]}");
  const Row rows[] = {
    { "sum(a[*])", "60000", "one list" },
    { "sum(a[*]) + sum(a[*])", "x, column 13: this has too much to read", "too many steps" },
    { "a[x=1]", "absent", "a filter" },
    { "count(a) > 0 and exists(a[x=1]) and true", "x, column 18: this has too much to read",
      "too many steps" },
  };

  check_rows (json, rows, G_N_ELEMENTS (rows));
}

/* (column:name )* */
static void
append_name (const char *name, guint column, gpointer user_data)
{
  g_string_append_printf (user_data, "%u:%s ", column, name);
}

static void
test_names (void)
{
  g_autoptr (CtExpression) expression = ct_expression_new (
      "(budget ?? limit.amount / 100) - sum(costs.data[x=y].z)", "x", NULL);
  g_autoptr (GString) names = g_string_new (NULL);

  ct_expression_foreach_name (expression, append_name, names);
  g_assert_cmpstr (names->str, ==, "2:budget 12:limit 38:costs ");
  g_assert_cmpstr (ct_expression_get_place (expression), ==, "x");
}

/* The shapes of a result: what each gives, or its error. */
static char *
number_to_row (const char *source, const CtScope *scope, gboolean required)
{
  g_autoptr (CtExpression) expression = ct_expression_new (source, "x", NULL);
  g_autoptr (GError) error = NULL;
  CtValue value = { .kind = CT_VALUE_NUMBER };
  gboolean present = TRUE;

  if (!ct_expression_get_number (expression, scope, &value.number, required ? NULL : &present,
                                 &error))
    {
      g_assert_cmpint (error->domain, ==, CT_ERROR);
      return g_strdup_printf ("%s: %s", ct_error_code_to_string (error->code), error->message);
    }
  g_assert_no_error (error);
  return present ? value_to_row (&value) : g_strdup ("none");
}

static void
test_number (void)
{
  static const struct
  {
    const char *source, *required, *optional;
  } rows[] = {
    { "n", "12.5", "12.5" },
    { "num", "7.5", "7.5" },
    { "o.gone", "missing-value: x, column 1: o.gone is absent", "none" },
    { "o.nil", "missing-value: x, column 1: o.nil is null", "none" },
    { "1 + o.gone * 2", "missing-value: x, column 5: o.gone is absent", "none" },
    { "n / (gone ?? 1) - (gone2 ?? nil)", "missing-value: x, column 29: nil is null", "none" },
    { "sum(gap[*].v)", "missing-value: x, column 5: gap[*].v is absent", "none" },
    { "-min(none[*])", "missing-value: x, column 6: none[*] is absent", "none" },
    { "iso(gone)", "missing-value: x, column 5: gone is absent", "none" },
    { "text", "missing-value: x, column 1: text is a text",
      "missing-value: x, column 1: text is a text" },
    { "yes", "missing-value: x, column 1: yes is true or false",
      "missing-value: x, column 1: yes is true or false" },
    { "o", "missing-value: x, column 1: o is an object",
      "missing-value: x, column 1: o is an object" },
    { "gap[*].v", "missing-value: x, column 1: gap[*].v is a list",
      "missing-value: x, column 1: gap[*].v is a list" },
    { "hugetext", "out-of-range: x, column 1: hugetext is out of range",
      "out-of-range: x, column 1: hugetext is out of range" },
    { "n / zero", "out-of-range: x, column 1: n / zero divides by zero",
      "out-of-range: x, column 1: n / zero divides by zero" },
  };
  g_auto (JsonScope) scope = { 0 };

  json_scope_init (&scope, answers);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *required = number_to_row (rows[i].source, &scope.scope, TRUE);
      g_autofree char *optional = number_to_row (rows[i].source, &scope.scope, FALSE);

      g_assert_cmpstr (required, ==, rows[i].required);
      g_assert_cmpstr (optional, ==, rows[i].optional);
    }
}

static char *
text_to_row (const char *source, const CtScope *scope)
{
  g_autoptr (CtExpression) expression = ct_expression_new (source, "x", NULL);
  g_autoptr (GError) error = NULL;
  char *text = ct_expression_get_text (expression, scope, &error);

  return error != NULL ? g_strdup (error->message) : text;
}

static char *
truth_to_row (const char *source, const CtScope *scope)
{
  g_autoptr (CtExpression) expression = ct_expression_new (source, "x", NULL);
  g_autoptr (GError) error = NULL;
  gboolean truth;

  if (!ct_expression_test (expression, scope, &truth, &error))
    return g_strdup (error->message);
  return g_strdup (truth ? "true" : "false");
}

static void
test_shapes (void)
{
  static const struct
  {
    const char *source, *text, *truth;
  } rows[] = {
    { "text", "abc", "x, column 1: text is a text" },
    { "n * 2", "25", "x, column 1: n * 2 is a number" },
    { "-n", "-12.5", "x, column 1: -n is a number" },
    { "yes", "x, column 1: yes is true or false", "true" },
    { "no", "x, column 1: no is true or false", "false" },
    { "nil", NULL, "false" },
    { "gone", NULL, "false" },
    { "gone == 1", NULL, "false" },
    { "empty", "", "x, column 1: empty is a text" },
    { "o", "x, column 1: o is an object", "x, column 1: o is an object" },
    { "o.b.c", "x, column 1: o.b.c is a list", "x, column 1: o.b.c is a list" },
    { "o.b.c[*]", "x, column 1: o.b.c[*] is a list", "x, column 1: o.b.c[*] is a list" },
    { "broken.a", "broken is unavailable", "broken is unavailable" },
  };
  g_auto (JsonScope) scope = { 0 };

  json_scope_init (&scope, answers);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = text_to_row (rows[i].source, &scope.scope);
      g_autofree char *truth = truth_to_row (rows[i].source, &scope.scope);

      g_assert_cmpstr (text, ==, rows[i].text);
      g_assert_cmpstr (truth, ==, rows[i].truth);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/expression/operators", test_operators);
  g_test_add_func ("/expression/absent", test_absent);
  g_test_add_func ("/expression/types", test_types);
  g_test_add_func ("/expression/paths", test_paths);
  g_test_add_func ("/expression/functions", test_functions);
  g_test_add_func ("/expression/times", test_times);
  g_test_add_func ("/expression/definition-errors", test_definition_errors);
  g_test_add_func ("/expression/limits", test_limits);
  g_test_add_func ("/expression/steps", test_steps);
  g_test_add_func ("/expression/names", test_names);
  g_test_add_func ("/expression/number", test_number);
  g_test_add_func ("/expression/shapes", test_shapes);
  return g_test_run ();
}
