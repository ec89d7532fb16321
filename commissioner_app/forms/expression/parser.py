"""Tokens to a syntax tree: recursive descent with a bound on nesting, chains of operators flat."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from commissioner_app.forms.errors import ExpressionError, Place
from commissioner_app.forms.expression.tokens import Token, tokenize
from commissioner_app.forms.expression.tree import Call, Chain, Expression, Filter, Literal, Negate, Number, Path, Step

DEEPEST: Final = 90
_ROWS: Final = ("or", "and", "= !=", "< <= > >=", "+ -", "* div mod")
_LEVELS: Final = {operator: level for level, row in enumerate(_ROWS) for operator in row.split()}
_NODE_TYPES: Final = frozenset({"node", "text", "comment", "processing-instruction"})
AXES: Final = frozenset(
    [
        "ancestor",
        "ancestor-or-self",
        "attribute",
        "child",
        "descendant",
        "descendant-or-self",
        "following",
        "following-sibling",
        "namespace",
        "parent",
        "preceding",
        "preceding-sibling",
        "self",
    ]
)
_DESCEND: Final = Step("descendant-or-self", "node()")


@lru_cache(maxsize=20_000)
def parse(source: str) -> Expression:
    """The tree of an expression. Raises ``ExpressionError`` that carries the expression."""
    return _Parser(source).parse()


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens = tokenize(source)
        self.index = 0
        self.depth = 0

    def parse(self) -> Expression:
        if self.tokens[0].kind == "end":
            raise self.error("expression_empty")
        tree = self.expression()
        if self.token.kind != "end":
            raise self.error("expression_extra", token=self.token.text)
        return tree

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    def error(self, code: str, **params: object) -> ExpressionError:
        return ExpressionError(code, Place(expression=self.source[:300]), **params)

    def is_symbol(self, text: str) -> bool:
        return self.token.text == text and self.token.kind in ("symbol", "operator")

    def take(self, text: str) -> bool:
        if self.is_symbol(text):
            self.index += 1
            return True
        return False

    def need(self, text: str) -> None:
        if not self.take(text):
            if self.token.kind == "end":
                raise self.error("expression_end")
            raise self.error("expression_extra", token=self.token.text)

    def expression(self) -> Expression:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.error("too_deep")
        tree = self.chain(0)
        self.depth -= 1
        return tree

    def chain(self, lowest: int) -> Expression:
        """Operators of level ``lowest`` and tighter ones."""
        tree = self.unary()
        while (level := self.level()) >= lowest:
            rest: list[tuple[str, Expression]] = []
            while self.level() == level:
                operator = self.token.text
                self.index += 1
                rest.append((operator, self.chain(level + 1)))
            tree = Chain(tree, tuple(rest))
        return tree

    def level(self) -> int:
        return _LEVELS.get(self.token.text, -1) if self.token.kind == "operator" else -1

    def unary(self) -> Expression:
        negative = signs = 0
        while self.take("-"):
            negative ^= 1
            signs += 1
        first = self.path()
        rest: list[tuple[str, Expression]] = []
        while self.take("|"):
            rest.append(("|", self.path()))
        tree: Expression = Chain(first, tuple(rest)) if rest else first
        if not signs:
            return tree
        return Negate(tree) if negative else Negate(Negate(tree))

    def path(self) -> Expression:
        if self.is_primary():
            return self.filtered()
        if self.take("//"):
            return Path(True, (_DESCEND, *self.steps()))
        if self.take("/"):
            return Path(True, self.steps() if self.starts_step() else ())
        return Path(False, self.steps())

    def filtered(self) -> Expression:
        tree = self.primary()
        predicates = self.predicates()
        if predicates:
            tree = Filter(tree, predicates)
        if self.take("//"):
            return Path(False, (_DESCEND, *self.steps()), tree)
        if self.take("/"):
            return Path(False, self.steps(), tree)
        return tree

    def is_primary(self) -> bool:
        token = self.token
        if token.kind in ("number", "literal") or self.is_symbol("(") or self.is_symbol("$"):
            return True
        following = self.tokens[self.index + 1].text if token.kind == "name" else ""
        return following == "(" and token.text not in _NODE_TYPES

    def primary(self) -> Expression:
        token = self.token
        self.index += 1
        if token.kind == "number":
            return Number(float(token.text))
        if token.kind == "literal":
            return Literal(token.text)
        if token.text == "$":
            raise self.error("expression_extra", token="$")
        if token.text == "(":
            tree = self.expression()
            self.need(")")
            return tree
        return self.call(token.text)

    def call(self, name: str) -> Expression:
        self.need("(")
        arguments: list[Expression] = []
        if not self.take(")"):
            arguments.append(self.expression())
            while self.take(","):
                arguments.append(self.expression())
            self.need(")")
        return Call(name, tuple(arguments))

    def starts_step(self) -> bool:
        return self.token.kind == "name" or any(self.is_symbol(text) for text in (".", "..", "@", "*"))

    def steps(self) -> tuple[Step, ...]:
        steps = [self.step()]
        while True:
            if self.take("//"):
                steps.extend((_DESCEND, self.step()))
            elif self.take("/"):
                steps.append(self.step())
            else:
                return tuple(steps)

    def step(self) -> Step:
        if self.take("."):
            return Step("self", "node()", self.predicates())
        if self.take(".."):
            return Step("parent", "node()", self.predicates())
        axis = "child"
        if self.take("@"):
            axis = "attribute"
        elif self.token.kind == "name" and self.tokens[self.index + 1].text == "::":
            axis = self.token.text
            if axis not in AXES:
                raise self.error("axis_unknown", axis=axis)
            self.index += 2
        return self.tested(axis)

    def tested(self, axis: str) -> Step:
        token = self.token
        if token.kind == "end":
            raise self.error("expression_end")
        if token.kind != "name" and token.text != "*":
            raise self.error("expression_extra", token=token.text)
        self.index += 1
        test, target = token.text, ""
        if token.text in _NODE_TYPES and self.take("("):
            test += "()"
            if self.token.kind == "literal":
                target = self.token.text
                self.index += 1
            self.need(")")
        return Step(axis, test, self.predicates(), target)

    def predicates(self) -> tuple[Expression, ...]:
        found: list[Expression] = []
        while self.take("["):
            found.append(self.expression())
            self.need("]")
        return tuple(found)
