#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dyad/server/problem.hpp"
#include "dyad/server/request.hpp"

namespace dyad::server {

// Reads a request's JSON object and collects everything that is wrong with it. Each
// member that is asked for is known; problem() refuses the others.
class Body {
 public:
  using Json = nlohmann::ordered_json;
  enum class Need : std::uint8_t { required, optional };

  // A body that is no JSON object is a problem, and every member is then absent. Where
  // all members are optional an empty body is an empty object.
  explicit Body(const Request& request);

  // Each gives an empty value where the member is absent, null or refused.
  std::string text(const std::string& name, Need need);
  std::vector<std::string> texts(const std::string& name, Need need);
  // {"drug": "saline"}, in the order of the body.
  std::vector<std::pair<std::string, std::string>> text_map(const std::string& name);
  std::optional<std::int64_t> whole(const std::string& name, Need need,
                                    std::int64_t low, std::int64_t high);
  std::optional<bool> boolean(const std::string& name, Need need);
  // As it stands; null where it is absent, which is a problem where it is required.
  const Json& any(const std::string& name, Need need);

  bool has(const std::string& name) const;
  const Json& json() const { return json_; }

  // Something that a handler finds itself.
  void refuse(const std::string& pointer, std::string detail);

  // Call when every member has been asked for; none: all is well.
  std::optional<Problem> problem();

 private:
  const Json* find(const std::string& name, Need need, const char* expected);
  void check_unknown();

  Json json_ = Json::object();
  bool readable_ = false;
  std::string fault_;  // of the body as a whole
  std::vector<std::string> known_;
  Json problems_ = Json::array();
};

// '/a~1b' for the member "a/b" of the object at `parent`.
std::string pointer_to(const std::string& parent, const std::string& name);

}  // namespace dyad::server
