#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

// Members of JSON that another program sent: what is missing or of another type is
// empty, and nothing throws.
namespace dyad::cli {

using Json = nlohmann::ordered_json;

const Json& at(const Json& object, const char* name);  // null where there is none
std::string text_at(const Json& object, const char* name);
std::int64_t number_at(const Json& object, const char* name);
bool is_true(const Json& object, const char* name);
std::vector<std::string> texts_of(const Json& array);
std::string joined(const Json& array);  // M1, M2

// Two spaces deep. What is not UTF-8 in it is replaced.
std::string pretty(const Json& json);

}  // namespace dyad::cli
