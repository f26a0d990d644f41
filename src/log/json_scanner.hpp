#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>

#include "dyad/log/names.hpp"
#include "members.hpp"

namespace dyad::log {

// Puts the members of one line into their slots, whatever form of JSON they are
// in. Texts in `members` point into the line or the parser, and live until the
// next line.
class JsonScanner {
 public:
  explicit JsonScanner(const Names& names) : names_(&names) {}

  // LineDecoder::kPadding bytes after the line are readable.
  bool scan(std::string_view line, Members& members, std::string& problem);

 private:
  using Field = simdjson::ondemand::field;
  using Value = simdjson::ondemand::value;
  using Object = simdjson::ondemand::object;

  bool take(Field& field, Members& members, std::string& problem);
  bool take_value(Slot slot, Value& value, Members& members);
  bool take_nested(Slot slot, Value& value, Members& members);
  bool take_latency(Field& field, Members& members);
  bool take_condition(Field& field, Members& members);
  bool take_choice(Field& field, Members& members);
  bool take_channels(Value& value, Members& members);
  bool take_counts(Object& one, ChannelCounts& counts);

  const Names* names_;
  simdjson::ondemand::parser parser_;
};

}  // namespace dyad::log
