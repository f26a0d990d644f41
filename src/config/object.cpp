#include "object.hpp"

#include <algorithm>

#include "pointer.hpp"

namespace dyad::config {

Object::Object(Value value) : value_(std::move(value)) {
  if (!is_object()) value_.refuse("an object in { }");
}

bool Object::has(const std::string& name) const {
  return is_object() && value_.json().contains(name);
}

std::optional<Value> Object::find(const std::string& name, Need need,
                                  const std::string& expected) {
  known_.push_back(name);
  if (has(name)) return value_.member(name);
  if (need == Need::required && is_object()) {
    value_.findings().add(value_.pointer(), "the member \"" + name + "\" is missing",
                          expected);
  }
  return std::nullopt;
}

void Object::number(const std::string& name, Need need, const NumberRule& rule,
                    std::int64_t& into) {
  if (const auto read = number(name, need, rule)) into = *read;
}

std::optional<std::int64_t> Object::number(const std::string& name, Need need,
                                           const NumberRule& rule) {
  const auto value = find(name, need, rule.text());
  return value ? value->number(rule) : std::nullopt;
}

void Object::time(const std::string& name, Need need, const NumberRule& rule,
                  Duration& into) {
  std::int64_t us = into.us();
  number(name, need, rule, us);
  into = Duration::from_us(us);
}

void Object::text(const std::string& name, Need need, const TextRule& rule,
                  std::string& into) {
  const auto value = find(name, need, rule.text());
  if (!value) return;
  if (auto text = value->text(rule)) into = std::move(*text);
}

void Object::boolean(const std::string& name, Need need, bool& into) {
  const auto value = find(name, need, "true or false");
  if (!value) return;
  if (const auto boolean = value->boolean()) into = *boolean;
}

void Object::remark(const std::string& name) {
  std::string forgotten;
  text(name, Need::optional, kProse, forgotten);
}

void Object::forbid(const std::string& name, const std::string& why) {
  forbidden_.push_back(name);
  if (!has(name)) return;
  value_.findings().add_at_name(child_pointer(value_.pointer(), name),
                                "the member \"" + name + "\"", "none: " + why,
                                "remove it");
}

bool Object::allows(const std::string& name, bool here, const std::string& why) {
  if (!here) forbid(name, why);
  return here;
}

void Object::finish() const {
  if (!is_object()) return;
  for (const auto& item : value_.json().items()) {
    const auto is_it = [&](const std::string& name) { return name == item.key(); };
    if (std::any_of(known_.begin(), known_.end(), is_it)) continue;
    if (std::any_of(forbidden_.begin(), forbidden_.end(), is_it)) continue;
    value_.findings().add_unknown(child_pointer(value_.pointer(), item.key()),
                                  "the unknown member " + describe(item.key()),
                                  one_of(known_), did_you_mean(item.key(), known_));
  }
}

void read_head(Object& object, const char* format, std::string& name) {
  std::string schema;
  object.text("$schema", Need::optional, kProse, schema);
  const auto value = object.find("format", Need::required, one_of({format}));
  if (value) value->one_of_names({format});
  object.text("name", Need::required, kTitle, name);
}

std::vector<std::pair<std::string, Value>> named_values(const Value& value,
                                                        std::size_t low,
                                                        std::size_t high,
                                                        const std::string& what) {
  std::vector<std::pair<std::string, Value>> values;
  const Json& json = value.json();
  const std::string expected = "an object with " + std::to_string(low) + " to " +
                               std::to_string(high) + " " + what;
  if (!json.is_object() || json.empty()) {
    value.refuse(expected);
    return values;
  }
  if (json.size() < low || json.size() > high) {
    value.findings().add(value.pointer(),
                         "an object with " + std::to_string(json.size()) + " members",
                         expected);
    return values;
  }
  for (const auto& item : json.items()) {
    values.emplace_back(item.key(), value.member(item.key()));
    if (kName.allows(item.key())) continue;
    value.findings().add_at_name(values.back().second.pointer(), describe(item.key()),
                                 kName.text());
  }
  return values;
}

std::vector<std::string> read_names(const Value& value, std::size_t high) {
  std::vector<std::string> names;
  const auto list = value.list(1, high);
  if (!list) return names;
  for (const Value& element : *list) {
    auto name = element.text(kName);
    if (!name) continue;
    if (std::find(names.begin(), names.end(), *name) != names.end()) {
      element.refuse("each name once");
      continue;
    }
    names.push_back(std::move(*name));
  }
  return names;
}

void need_one_of_two(const Object& object, const std::string& one,
                     const std::string& other) {
  if (!object.is_object()) return;
  const Value& value = object.value();
  const std::string expected = "either " + one + " or " + other;
  if (object.has(one) && object.has(other)) {
    value.findings().add_at_name(child_pointer(value.pointer(), other),
                                 other + " beside " + one, expected,
                                 "remove one of them");
  } else if (!object.has(one) && !object.has(other)) {
    value.findings().add(value.pointer(), "neither " + one + " nor " + other, expected);
  }
}

}  // namespace dyad::config
