#include "document_builder.hpp"

#include <algorithm>

#include "pointer.hpp"
#include "syntax_error.hpp"

namespace dyad::config {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
// Every decimal of this many digits survives the way through a double.
constexpr std::size_t kMaxDigits = 15;

std::size_t significant_digits(std::string_view number) {
  number = number.substr(0, number.find_first_of("eE"));
  std::string digits;
  for (const char c : number) {
    if (c >= '0' && c <= '9') digits += c;
  }
  const auto first = digits.find_first_not_of('0');
  if (first == std::string::npos) return 0;
  return digits.find_last_not_of('0') - first + 1;
}

}  // namespace

DocumentBuilder::DocumentBuilder(std::string file, std::string_view text,
                                 const std::size_t& consumed)
    : text_(text), consumed_(consumed), position_(text) {
  document_.file = std::move(file);
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    previous_end_ = kByteOrderMark.size();
    defect({1, 1}, "", "a byte order mark", "UTF-8 without one",
           "save the file as \"UTF-8\", not as \"UTF-8 with BOM\"");
  }
}

std::size_t DocumentBuilder::token_begin() {
  // Between two tokens stand only white space and separators, and what the
  // parser has read beyond a number is one of those or the next token itself.
  const std::size_t begin =
      std::min(text_.find_first_not_of(" \t\r\n,:", previous_end_), text_.size());
  previous_end_ = std::max(consumed_, begin);
  return begin;
}

std::string DocumentBuilder::next_pointer() const {
  if (levels_.empty()) return "";
  const Level& level = levels_.back();
  return level.container->is_array()
             ? child_pointer(level.pointer, level.container->size())
             : child_pointer(level.pointer, level.name);
}

Json* DocumentBuilder::insert(Json value) {
  if (levels_.empty()) return &(document_.json = std::move(value));
  Level& level = levels_.back();
  if (level.container->is_array()) {
    level.container->push_back(std::move(value));
    return &level.container->back();
  }
  if (level.name_is_twice) return &dropped_.emplace_back(std::move(value));
  return &((*level.container)[level.name] = std::move(value));
}

bool DocumentBuilder::add(Json value) {
  document_.places.emplace(next_pointer(), position_.at(token_begin()));
  insert(std::move(value));
  return true;
}

bool DocumentBuilder::open(Json container) {
  std::string pointer = next_pointer();
  const Document::Place place = position_.at(token_begin());
  if (levels_.size() >= kMaxDepth) {
    failure_ = {document_.file,
                place.line,
                place.column,
                pointer,
                "values nested deeper than " + std::to_string(kMaxDepth) + " levels",
                "a rig or schedule file",
                ""};
    return false;
  }
  document_.places.emplace(pointer, place);
  Json* inserted = insert(std::move(container));
  levels_.push_back({inserted, std::move(pointer), "", false});
  return true;
}

bool DocumentBuilder::close() {
  previous_end_ = consumed_;
  levels_.pop_back();
  return true;
}

bool DocumentBuilder::key(string_t& name) {
  Level& level = levels_.back();
  const Document::Place place = position_.at(token_begin());
  std::string pointer = child_pointer(level.pointer, name);
  level.name = name;
  level.name_is_twice = level.container->contains(name);
  if (level.name_is_twice) {
    const auto first = document_.name_places.find(pointer);
    defect(place, pointer, "\"" + name + "\" a second time",
           "each member once; the first is at line " +
               std::to_string(first->second.line) + ", column " +
               std::to_string(first->second.column),
           "remove or rename one of them");
  }
  document_.name_places.emplace(std::move(pointer), place);
  return true;
}

bool DocumentBuilder::number_float(number_float_t value, const string_t& text) {
  std::string pointer = next_pointer();
  add(value);
  if (significant_digits(text) > kMaxDigits) {
    defect(document_.place_of(pointer), pointer, "the number " + text,
           "at most " + std::to_string(kMaxDigits) + " digits",
           "write fewer digits: more cannot be kept exactly");
  }
  return true;
}

void DocumentBuilder::defect(Document::Place place, std::string pointer,
                             std::string found, std::string expected,
                             std::string suggestion) {
  document_.defects.push_back({document_.file, place.line, place.column,
                               std::move(pointer), std::move(found),
                               std::move(expected), std::move(suggestion)});
}

bool DocumentBuilder::parse_error(std::size_t, const std::string&,
                                  const Json::exception& error) {
  const bool misplaced_sign =
      consumed_ > 0 &&
      std::string_view(error.what()).find("unexpected '") != std::string_view::npos;
  const std::size_t token = misplaced_sign ? consumed_ - 1 : token_begin();
  SyntaxError why = explain_syntax_error(text_, token, consumed_, error.what());
  const Document::Place place = TextPosition(text_).at(why.offset);
  failure_ = {document_.file,
              place.line,
              place.column,
              "",
              std::move(why.found),
              std::move(why.expected),
              std::move(why.suggestion)};
  return false;
}

}  // namespace dyad::config
