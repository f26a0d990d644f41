#include "token_records.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace dyad::server {
namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const Json& record, const char* name) {
  const auto found = record.find(name);
  if (found == record.end() || !found->is_string()) return {};
  return found->get<std::string>();
}

int value_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool read_hash(const std::string& hex, TokenHash& hash) {
  if (hex.size() != 2 * hash.size()) return false;
  for (std::size_t i = 0; i < hash.size(); ++i) {
    const int high = value_of(hex[2 * i]);
    const int low = value_of(hex[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    hash[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return true;
}

class Reader {
 public:
  void record(const Json& json, std::size_t index) {
    place_ = "/tokens/" + std::to_string(index);
    if (!json.is_object()) return problem("", "expected an object");
    TokenRecord read;
    read.name = text_of(json, "name");
    if (!is_token_name(read.name)) {
      problem("/name", "expected 1 to 64 letters, digits, '.', '_' or '-'");
    } else if (!names_.insert(read.name).second) {
      problem("/name", "'" + read.name + "' is there twice");
    }
    const auto role = from_text<Role>(text_of(json, "role"));
    if (role && *role != Role::nobody) {
      read.role = *role;
    } else {
      problem("/role", "expected \"viewer\" or \"operator\"");
    }
    if (!read_hash(text_of(json, "sha256"), read.hash))
      problem("/sha256", "expected 64 hexadecimal digits in lower case");
    read.created_utc = text_of(json, "created_utc");
    records.push_back(std::move(read));
  }

  std::vector<TokenRecord> records;
  std::string problems;

 private:
  void problem(const std::string& member, const std::string& what) {
    problems += "\n  " + place_ + member + ": " + what;
  }

  std::string place_;
  std::set<std::string> names_;
};

}  // namespace

bool is_token_name(const std::string& name) {
  constexpr std::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  return !name.empty() && name.size() <= 64 &&
         name.find_first_not_of(kAllowed) == std::string::npos;
}

Result<std::vector<TokenRecord>> parse_token_records(const std::string& text,
                                                     const std::string& path) {
  const std::string remedy =
      "Mend it, or make a new one with dyad token add; tokens that it no longer lists "
      "let nobody in.";
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("tokens") || !json["tokens"].is_array()) {
    return Error{path + " is no token file: expected {\"tokens\": [...]}", remedy};
  }
  Reader reader;
  std::size_t index = 0;
  for (const Json& each : json["tokens"]) reader.record(each, index++);
  if (reader.problems.empty()) return std::move(reader.records);
  return Error{"The token file " + path + " has errors:" + reader.problems, remedy};
}

std::string token_records_text(const std::vector<TokenRecord>& records) {
  Json list = Json::array();
  for (const TokenRecord& record : records) {
    list.push_back({{"name", record.name},
                    {"role", to_text(record.role)},
                    {"sha256", to_hex(record.hash)},
                    {"created_utc", record.created_utc}});
  }
  return Json{{"tokens", std::move(list)}}.dump(2) + '\n';
}

}  // namespace dyad::server
