#pragma once

#include <string>
#include <vector>

#include "dyad/core/result.hpp"
#include "dyad/server/role.hpp"
#include "dyad/server/token.hpp"

namespace dyad::server {

// What the file keeps of a token. Not the token: that is shown once, when it is made.
struct TokenRecord {
  std::string name;
  Role role = Role::viewer;
  TokenHash hash{};
  std::string created_utc;
};

// {"tokens": [{"name", "role", "sha256", "created_utc"}]}; every error of it at once.
Result<std::vector<TokenRecord>> read_token_file(const std::string& path);

// Makes a token, adds its record (making the file where it is missing), and returns it.
// The file is replaced as a whole, is readable by its owner alone, and survives a power
// cut from then on. Two at once wait for each other.
Result<std::string> add_token(const std::string& path, const std::string& name,
                              Role role, const std::string& created_utc);

Status remove_token(const std::string& path, const std::string& name);

}  // namespace dyad::server
