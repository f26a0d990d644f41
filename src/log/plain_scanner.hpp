#pragma once

#include <array>
#include <string_view>

#include "dyad/log/names.hpp"
#include "members.hpp"
#include "plain_cursor.hpp"

namespace dyad::log {

// Puts the members of one line into their slots where the line is in the plain form
// that the writer gives nearly all of them: no white space, whole numbers, texts of
// ASCII without escapes. It stands before the JSON parser because replay reads
// millions of such lines and the parser's set-up for each costs more than the line;
// see docs/decisions/0005-plain-lines.md.
class PlainScanner {
 public:
  explicit PlainScanner(const Names& names) : names_(&names) { after_.fill(Slot::seq); }

  // False: not plain, ask the JSON parser. Never true where that would fail or
  // find something else. LineDecoder::kPadding bytes after the line are readable.
  // Texts in `members` point into the line.
  bool scan(std::string_view line, Members& members);

 private:
  bool value(PlainCursor& cursor, Slot slot, Members& members) const;
  bool nested(PlainCursor& cursor, Slot slot, Members& members) const;
  bool one_latency(PlainCursor& cursor, Members& members) const;
  bool one_condition(PlainCursor& cursor, Members& members) const;
  bool one_choice(PlainCursor& cursor, Members& members) const;

  const Names* names_;
  std::array<Slot, kSlots> after_{};  // which member last followed this one
};

}  // namespace dyad::log
