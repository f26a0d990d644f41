#pragma once

#include "dyad/server/token_file.hpp"

namespace dyad::server {

// The text of a token file and back. `path` only names the file in errors.
Result<std::vector<TokenRecord>> parse_token_records(const std::string& text,
                                                     const std::string& path);
std::string token_records_text(const std::vector<TokenRecord>& records);

// 1 to 64 letters, digits, dots, underscores and dashes.
bool is_token_name(const std::string& name);

}  // namespace dyad::server
