#include "dyad/cli/json_members.hpp"

namespace dyad::cli {

const Json& at(const Json& object, const char* name) {
  static const Json kNull;
  if (!object.is_object()) return kNull;
  const auto found = object.find(name);
  return found == object.end() ? kNull : *found;
}

std::string text_at(const Json& object, const char* name) {
  const Json& value = at(object, name);
  return value.is_string() ? value.get<std::string>() : std::string();
}

std::int64_t number_at(const Json& object, const char* name) {
  const Json& value = at(object, name);
  return value.is_number() ? value.get<std::int64_t>() : 0;
}

bool is_true(const Json& object, const char* name) {
  const Json& value = at(object, name);
  return value.is_boolean() && value.get<bool>();
}

std::vector<std::string> texts_of(const Json& array) {
  std::vector<std::string> texts;
  if (!array.is_array()) return texts;
  for (const Json& value : array) {
    if (value.is_string()) texts.push_back(value.get<std::string>());
  }
  return texts;
}

std::string joined(const Json& array) {
  std::string text;
  for (const std::string& part : texts_of(array)) {
    text += (text.empty() ? "" : ", ") + part;
  }
  return text;
}

std::string pretty(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace dyad::cli
