#include "dyad/server/sha256.hpp"

#include <openssl/evp.h>

#include <array>

#include "dyad/core/assert.hpp"

namespace dyad::server {

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  const int done = EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length,
                              EVP_sha256(), nullptr);
  DYAD_ASSERT(done == 1 && length == 32, "libcrypto has SHA-256");
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (unsigned i = 0; i < length; ++i) {
    text += kDigits[digest[i] >> 4U];
    text += kDigits[digest[i] & 15U];
  }
  return text;
}

}  // namespace dyad::server
