#include "dyad/server/token.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <sys/random.h>

#include <cerrno>
#include <system_error>

#include "dyad/core/assert.hpp"

namespace dyad::server {
namespace {

using Bits256 = std::array<std::uint8_t, 32>;

std::string base64url(const Bits256& bytes) {
  std::string text(45, '\0');  // 44 and the terminating zero
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(),
                  static_cast<int>(bytes.size()));
  text.resize(43);  // without the padding
  for (char& c : text) {
    if (c == '+') c = '-';
    if (c == '/') c = '_';
  }
  return text;
}

}  // namespace

Result<std::string> new_token() {
  Bits256 bytes{};
  ssize_t got = 0;
  do {
    got = ::getrandom(bytes.data(), bytes.size(), 0);
  } while (got < 0 && errno == EINTR);
  if (got != static_cast<ssize_t>(bytes.size())) {
    return Error{
        "The kernel gave no random numbers: " + std::generic_category().message(errno),
        "Check that the kernel is 3.17 or later."};
  }
  return base64url(bytes);
}

TokenHash hash_of(std::string_view token) {
  TokenHash hash{};
  unsigned size = 0;
  const int done =
      EVP_Digest(token.data(), token.size(), hash.data(), &size, EVP_sha256(), nullptr);
  DYAD_ASSERT(done == 1 && size == hash.size(), "SHA-256 is always there");
  return hash;
}

bool same_hash(const TokenHash& a, const TokenHash& b) {
  return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string to_hex(const TokenHash& hash) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : hash) {
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 15U];
  }
  return text;
}

}  // namespace dyad::server
