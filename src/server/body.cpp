#include "dyad/server/body.hpp"

#include <algorithm>
#include <limits>

#include "dyad/config/nearest.hpp"
#include "dyad/server/problems.hpp"

namespace dyad::server {
namespace {

// What nlohmann's parser would follow down its own stack.
constexpr int kMaxDepth = 32;

std::string range_text(std::int64_t low, std::int64_t high) {
  return "a whole number from " + std::to_string(low) + " to " + std::to_string(high);
}

}  // namespace

std::string pointer_to(const std::string& parent, const std::string& name) {
  std::string escaped;
  for (const char c : name) {
    if (c == '~') {
      escaped += "~0";
    } else if (c == '/') {
      escaped += "~1";
    } else {
      escaped += c;
    }
  }
  return parent + "/" + escaped;
}

Body::Body(const Request& request) {
  if (request.body.empty()) {
    readable_ = true;
    return;
  }
  bool deep = false;
  Json parsed = Json::parse(
      request.body,
      [&deep](int depth, Json::parse_event_t, Json&) {
        deep |= depth > kMaxDepth;
        return depth <= kMaxDepth;
      },
      false);
  readable_ = parsed.is_object() && !deep;
  if (readable_) json_ = std::move(parsed);
  if (deep) {
    fault_ = "The body is nested too deeply.";
  } else if (parsed.is_discarded()) {
    fault_ = "The body is no JSON.";
  } else if (!readable_) {
    fault_ = "The body is JSON, but no object.";
  }
}

bool Body::has(const std::string& name) const {
  const auto member = json_.find(name);
  return member != json_.end() && !member->is_null();
}

void Body::refuse(const std::string& pointer, std::string detail) {
  problems_.push_back({{"pointer", pointer}, {"detail", std::move(detail)}});
}

const Body::Json* Body::find(const std::string& name, Need need, const char* expected) {
  known_.push_back(name);
  if (!readable_) return nullptr;
  if (has(name)) return &json_[name];
  if (need == Need::required) {
    refuse(pointer_to("", name), "\"" + name + "\" is missing: " + expected);
  }
  return nullptr;
}

std::string Body::text(const std::string& name, Need need) {
  const Json* value = find(name, need, "a text");
  if (value == nullptr) return {};
  if (!value->is_string()) {
    refuse(pointer_to("", name), "must be a text");
    return {};
  }
  auto text = value->get<std::string>();
  if (text.empty() && need == Need::required) {
    refuse(pointer_to("", name), "must not be empty");
  }
  return text;
}

std::vector<std::string> Body::texts(const std::string& name, Need need) {
  const Json* value = find(name, need, "a list of texts");
  if (value == nullptr) return {};
  if (!value->is_array()) {
    refuse(pointer_to("", name), "must be a list of texts");
    return {};
  }
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < value->size(); ++i) {
    const Json& item = (*value)[i];
    if (item.is_string()) {
      texts.push_back(item.get<std::string>());
    } else {
      refuse(pointer_to("/" + name, std::to_string(i)), "must be a text");
    }
  }
  return texts;
}

std::vector<std::pair<std::string, std::string>> Body::text_map(
    const std::string& name) {
  const Json* value = find(name, Need::optional, "");
  if (value == nullptr) return {};
  if (!value->is_object()) {
    refuse(pointer_to("", name), "must be an object whose values are texts");
    return {};
  }
  std::vector<std::pair<std::string, std::string>> map;
  for (const auto& [member, text] : value->items()) {
    if (text.is_string()) {
      map.emplace_back(member, text.get<std::string>());
    } else {
      refuse(pointer_to(pointer_to("", name), member), "must be a text");
    }
  }
  return map;
}

std::optional<std::int64_t> Body::whole(const std::string& name, Need need,
                                        std::int64_t low, std::int64_t high) {
  const std::string expected = range_text(low, high);
  const Json* value = find(name, need, expected.c_str());
  if (value == nullptr) return std::nullopt;
  const bool fits =
      value->is_number_integer() &&
      !(value->is_number_unsigned() &&
        value->get<std::uint64_t>() >
            static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
  if (fits && value->get<std::int64_t>() >= low && value->get<std::int64_t>() <= high) {
    return value->get<std::int64_t>();
  }
  refuse(pointer_to("", name), "must be " + expected);
  return std::nullopt;
}

std::optional<bool> Body::boolean(const std::string& name, Need need) {
  const Json* value = find(name, need, "true or false");
  if (value == nullptr) return std::nullopt;
  if (value->is_boolean()) return value->get<bool>();
  refuse(pointer_to("", name), "must be true or false");
  return std::nullopt;
}

const Body::Json& Body::any(const std::string& name, Need need) {
  static const Json kAbsent;
  const Json* value = find(name, need, "it must be there");
  return value == nullptr ? kAbsent : *value;
}

void Body::check_unknown() {
  for (const auto& [name, value] : json_.items()) {
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    const std::string guess = config::did_you_mean(name, known_);
    refuse(pointer_to("", name), "\"" + name + "\" is not a member of this body" +
                                     (guess.empty() ? "" : ": " + guess));
  }
}

std::optional<Problem> Body::problem() {
  if (!readable_) {
    return bad_request(fault_, Json::array({{{"pointer", ""}, {"detail", fault_}}}));
  }
  check_unknown();
  if (problems_.empty()) return std::nullopt;
  const std::string detail =
      problems_.size() == 1
          ? problems_[0]["pointer"].get<std::string>() + ": " +
                problems_[0]["detail"].get<std::string>()
          : std::to_string(problems_.size()) + " members of the body are wrong.";
  return bad_request(detail, std::exchange(problems_, Json::array()));
}

}  // namespace dyad::server
