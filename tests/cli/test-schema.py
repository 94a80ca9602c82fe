#!/usr/bin/python3
"""creditctl provider schema: an editor refuses what the loader refuses, and nothing else."""

import json
import re

import jsonschema

import rig

PAGE = ((rig.TESTS.parent / "data" / "man" / "credit-tray-provider.5").read_text()
        .replace(r"\(dq", '"').replace(r"\(lq", "“").replace(r"\(rq", "”"))
DEFINITIONS = rig.TESTS.parent / "data" / "providers"
LOADING = rig.TESTS / "loading"

# What the loader says about mistakes that a schema can see.
SEEN = re.compile(r"there is no key|is missing|is wanted here|can be here|other characters than"
                  r"|write the address|cannot be the name of a variable"
                  r"|a path begins with|a link begins with")
# And what it cannot, though it reads the same: a name in an expression, an address, a key that only
# some kinds of balances need, and which of the requests are null.
UNSEEN = re.compile(r"column \d+: |base_url: |“currency” is missing|requests: at most")


def merged(base, patch):
    if not isinstance(patch, dict):
        return patch
    result = dict(base) if isinstance(base, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


class Schema(rig.TestCase):
    def setUp(self):
        super().setUp()
        schema = json.loads(self.run_ok("provider", "schema").stdout)
        jsonschema.Draft202012Validator.check_schema(schema)
        self.validator = jsonschema.Draft202012Validator(schema)

    def complaint(self, definition):
        error = jsonschema.exceptions.best_match(self.validator.iter_errors(definition))
        return error and f"{error.json_path}: {error.message}"

    def test_every_definition(self):
        files = [*DEFINITIONS.glob("*.json"), *(LOADING / "gateways").glob("*.json")]
        self.assertGreater(len(files), 20)
        for file in files:
            with self.subTest(file.name):
                self.assertIsNone(self.complaint(json.loads(file.read_text())))

    def test_the_rules_of_the_loader(self):
        rules = json.loads((LOADING / "rules.json").read_text())
        seen = 0
        for row in rules["rows"]:
            if "text" in row:
                definition = json.loads(row["text"])
            else:
                definition = merged(rules["definition"], row["with"])
            complaint, fails = self.complaint(definition), row.get("fails", "")
            with self.subTest(row["why"], definition=definition, fails=fails):
                if complaint:
                    self.assertNotEqual(fails, "", complaint)
                elif SEEN.search(fails):
                    self.assertRegex(fails, UNSEEN)
            seen += complaint is not None
        self.assertGreater(seen, 50)

    def test_a_file_that_extends(self):
        """what is inherited need not be there, and null deletes it; lists are not merged"""
        rows = [
            ({"id": "x", "extends": "new-api"}, True),
            ({"id": "x", "extends": "new-api", "requests": {"status": None}}, True),
            ({"id": "x", "extends": "new-api", "requests": {"account": {"cache_s": 60}}}, True),
            ({"id": "x", "extends": "new-api", "auth": None, "errors": None}, True),
            ({"extends": "new-api"}, False),
            ({"id": "x", "extends": None}, False),
            ({"id": "x", "extends": "new-api", "name": None}, False),
            ({"id": "x", "extends": "new-api", "requests": {"account": {"paht": "/"}}}, False),
            ({"id": "x", "extends": "new-api", "errors": [{"status": 401}]}, False),
            ({"id": "x", "extends": "new-api", "balances": []}, False),
            ({"id": "x", "name": "X", "balances": [{"used": "1"}], "requests": {"a": {}}}, False),
            ({"id": "x", "name": "X", "balances": [{"used": "1"}],
              "requests": {"a": {"path": "/", "pages": {"param": "p"}}}}, False),
        ]
        for definition, fine in rows:
            with self.subTest(definition):
                self.assertEqual(self.complaint(definition) is None, fine)

    def keys(self):
        schema = self.validator.schema
        for part in (schema, *schema["$defs"].values()):
            yield from part["properties"].items()

    def test_an_editor_can_explain(self):
        for name, value in self.keys():
            with self.subTest(name):
                self.assertRegex(value["description"], r"^\w.*\.$")

    def test_the_page_has_every_key(self):
        words = set(re.findall(r"[$\w]+", " ".join(
            line for line in PAGE.splitlines() if line.startswith((".It Cm", ".Cm", ".Ql")))))
        self.assertEqual({name for name, _ in self.keys()} - words, set())

    def test_the_examples_of_the_page(self):
        examples = [json.loads(block) for block in re.findall(
            r"^\.Bd -literal -offset indent\n(\{.*?)^\.Ed$", PAGE, re.M | re.S)]
        self.assertGreater(len(examples), 2)
        for definition in examples:
            with self.subTest(definition["id"]):
                self.assertIsNone(self.complaint(definition))
                self.home.write_definition(definition)
        listed = self.run_ok("provider", "list").stdout
        for definition in examples:
            self.assertRegex(listed, rf"(?m)^{definition['id']} .*your own")

    def test_the_diagnostics_of_the_page(self):
        """The first example with a slip, and with an answer that lacks what it reads."""
        text = re.search(r"^\{\n.*?^\}\n", PAGE, re.M | re.S)[0]
        told = " ".join(re.search(r"^club.json: .*?(?=^\.Ed)", PAGE, re.M | re.S)[0].split())
        file, answer = self.home.folder / "club.json", self.home.folder / "answer.json"
        answer.write_text('{"data": {}}')
        said = []
        for content in (text.replace('"remaining"', '"remianing"'), text):
            file.write_text(content)
            done = self.run_ok("provider", "check", file, f"--response=balance={answer}", code=1)
            said.append(re.sub(r"^creditctl provider check: [a-z-]+: ", "", done.stderr.strip()))
        self.assertEqual(told, " ".join(said))


if __name__ == "__main__":
    rig.main()
