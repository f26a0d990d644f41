#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dyad::config {

// What a person needs to know of a text that is not JSON.
struct SyntaxError {
  std::size_t offset = 0;  // of the byte to look at
  std::string found;
  std::string expected;
  std::string suggestion;
};

// `token` is the offset at which the parser's last token begins, `consumed` how
// many bytes it has read, `message` what its exception says.
SyntaxError explain_syntax_error(std::string_view text, std::size_t token,
                                 std::size_t consumed, std::string_view message);

}  // namespace dyad::config
