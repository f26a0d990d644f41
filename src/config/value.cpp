#include "value.hpp"

#include <algorithm>

#include "decimal.hpp"
#include "pointer.hpp"

namespace dyad::config {
namespace {

std::size_t letter_count(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

bool is_name(const std::string& text) {
  return !text.empty() && is_letter(text[0]) &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
         });
}

bool is_title(const std::string& text) {
  return !text.empty() && std::none_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  });
}

bool is_absolute_path(const std::string& text) {
  return text.size() > 1 && text[0] == '/' && is_title(text);
}

std::string quote(const std::string& text) {
  constexpr std::size_t kShown = 40;
  std::string shown = Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
  if (shown.size() <= kShown + 2) return shown;
  std::size_t cut = kShown;
  while (cut > 0 && (static_cast<unsigned char>(shown[cut]) & 0xC0) == 0x80) --cut;
  return shown.substr(0, cut) + "...\"";
}

}  // namespace

std::string NumberRule::text() const {
  std::string text = decimals == 0 ? "a whole number" : "a number";
  text +=
      " from " + unscaled_text(low, decimals) + " to " + unscaled_text(high, decimals);
  if (*unit != '\0') text += " " + std::string(unit);
  if (decimals > 0) text += " in steps of " + unscaled_text(1, decimals);
  return text;
}

std::string TextRule::text() const {
  const std::string most = std::to_string(max_letters);
  if (kind == prose) return "a text of at most " + most + " characters";
  if (kind == title) return "a text of 1 to " + most + " characters on one line";
  if (kind == path) return "an absolute path of at most " + most + " characters";
  return "a name: a letter, then letters, digits, \"_\" or \"-\", at most " + most +
         " characters";
}

bool TextRule::allows(const std::string& text) const {
  if (letter_count(text) > max_letters) return false;
  switch (kind) {
    case name:
      return is_name(text);
    case title:
      return is_title(text);
    case path:
      return is_absolute_path(text);
    case prose:
      break;
  }
  return true;
}

std::string describe(const Json& json) {
  switch (json.type()) {
    case Json::value_t::object:
      return "an object";
    case Json::value_t::array:
      return "a list of " + std::to_string(json.size());
    case Json::value_t::string:
      return quote(json.get_ref<const std::string&>());
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
    case Json::value_t::number_float:
      return "the number " + json.dump();
    default:
      return json.dump();
  }
}

Value Value::member(const std::string& name) const {
  return {*json_->find(name), child_pointer(pointer_, name), *findings_};
}

Value Value::element(std::size_t index) const {
  return {(*json_)[index], child_pointer(pointer_, index), *findings_};
}

void Value::refuse(std::string expected, std::string suggestion) const {
  findings_->add(pointer_, describe(*json_), std::move(expected),
                 std::move(suggestion));
}

std::optional<std::int64_t> Value::number(const NumberRule& rule) const {
  if (!json_->is_number()) {
    refuse(rule.text(), json_->is_string() ? "write a number without quotes" : "");
    return std::nullopt;
  }
  const auto steps = scaled(*json_, rule.decimals);
  if (!steps || *steps < rule.low || *steps > rule.high) {
    refuse(rule.text());
    return std::nullopt;
  }
  return steps;
}

std::optional<std::string> Value::text(const TextRule& rule) const {
  if (json_->is_string() && rule.allows(json_->get_ref<const std::string&>())) {
    return json_->get<std::string>();
  }
  refuse(rule.text());
  return std::nullopt;
}

std::optional<bool> Value::boolean() const {
  if (json_->is_boolean()) return json_->get<bool>();
  refuse("true or false");
  return std::nullopt;
}

std::optional<std::vector<Value>> Value::list(std::size_t low, std::size_t high) const {
  if (!json_->is_array() || json_->size() < low || json_->size() > high) {
    refuse("a list of " + std::to_string(low) + " to " + std::to_string(high),
           json_->is_array() ? "" : "write it in [ ]");
    return std::nullopt;
  }
  std::vector<Value> elements;
  for (std::size_t i = 0; i < json_->size(); ++i) elements.push_back(element(i));
  return elements;
}

std::optional<std::size_t> Value::one_of_names(
    const std::vector<std::string>& names) const {
  if (!json_->is_string()) {
    refuse(one_of(names));
    return std::nullopt;
  }
  const auto& text = json_->get_ref<const std::string&>();
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) {
    refuse(one_of(names), did_you_mean(text, names));
    return std::nullopt;
  }
  return static_cast<std::size_t>(found - names.begin());
}

}  // namespace dyad::config
