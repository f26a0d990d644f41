#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace dyad::log {

// Steps through a line of plain JSON (see PlainScanner), eight bytes at a time.
// Reads up to 32 bytes past the end of the line, never uses them. Each function
// returns false where the next thing is not what was asked for; the cursor then
// stands anywhere.
class PlainCursor {
 public:
  explicit PlainCursor(std::string_view line)
      : at_(line.data()), end_(line.data() + line.size()) {}

  bool at_end() const { return at_ == end_; }
  char peek() const { return *at_; }

  bool take(char c) {
    if (*at_ != c) return false;
    ++at_;
    return true;
  }

  // Of up to eight characters.
  bool take_word(std::string_view word) {
    if (std::memcmp(at_, word.data(), word.size()) != 0) return false;
    at_ += word.size();
    return true;
  }

  // A quote and then these bytes, given as words with the bytes that count masked.
  bool take_key(const std::array<std::uint64_t, 3>& words,
                const std::array<std::uint64_t, 3>& masks, std::size_t size) {
    if (((load(at_ + 1) ^ words[0]) & masks[0]) != 0 ||
        ((load(at_ + 9) ^ words[1]) & masks[1]) != 0 ||
        ((load(at_ + 17) ^ words[2]) & masks[2]) != 0 || *at_ != '"') {
      return false;
    }
    at_ += 1 + size;
    return true;
  }

  // ASCII without escapes and control characters, between quotes.
  bool text(std::string_view& out) {
    if (!take('"')) return false;
    const char* begin = at_;
    while (at_ < end_) {
      const std::uint64_t stop = stops(load(at_));
      if (stop == 0) {
        at_ += 8;
        continue;
      }
      at_ += std::countr_zero(stop) / 8;
      if (at_ >= end_) return false;
      out = {begin, static_cast<std::size_t>(at_ - begin)};
      return take('"');
    }
    return false;
  }

  // Up to 16 digits, which fit in 64 bits with or without a sign.
  bool natural(std::uint64_t& out) {
    const char* begin = at_;
    out = 0;
    if (eight_digits(out)) eight_digits(out);
    const auto digits = at_ - begin;
    if (digits == 0 || (digits > 1 && *begin == '0')) return false;
    return *at_ == ',' || *at_ == '}';  // not a fraction, nor yet more digits
  }

  bool integer(std::int64_t& out) {
    const bool negative = take('-');
    std::uint64_t magnitude = 0;
    if (!natural(magnitude)) return false;
    out = static_cast<std::int64_t>(magnitude);
    if (negative) out = -out;
    return true;
  }

  bool boolean(std::uint64_t& out) {
    out = *at_ == 't' ? 1 : 0;
    return take_word(out != 0 ? std::string_view("true") : std::string_view("false"));
  }

 private:
  static constexpr std::uint64_t kOnes = 0x0101010101010101;
  static constexpr std::uint64_t kHighBits = 0x8080808080808080;

  static std::uint64_t load(const char* from) {
    std::uint64_t word = 0;
    std::memcpy(&word, from, sizeof word);
    return word;
  }

  static constexpr std::uint64_t equal_to(std::uint64_t word, char c) {
    const std::uint64_t x = word ^ (kOnes * static_cast<unsigned char>(c));
    return (x - kOnes) & ~x & kHighBits;
  }

  // A high bit for each byte that ends a plain text: quote, backslash, control
  // character, or beyond ASCII. Exact up to and including the first such byte.
  static constexpr std::uint64_t stops(std::uint64_t word) {
    const std::uint64_t control = (word - kOnes * 0x20) & ~word & kHighBits;
    return (word & kHighBits) | control | equal_to(word, '"') | equal_to(word, '\\');
  }

  // Takes up to eight digits onto value; true where there were eight.
  bool eight_digits(std::uint64_t& value) {
    static constexpr std::array<std::uint64_t, 9> kPowers{
        1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
    const std::uint64_t word = load(at_);
    // A digit has 3 as its high half, and still has with 6 added.
    const std::uint64_t other =
        ((word & (kOnes * 0xF0)) ^ (kOnes * 0x30)) |
        (((word + kOnes * 0x06) & (kOnes * 0xF0)) ^ (kOnes * 0x30));
    const int n = other == 0 ? 8 : std::countr_zero(other) / 8;
    if (n == 0) return false;
    std::uint64_t x = (word & (kOnes * 0x0F)) << (64 - 8 * n);
    x = x * 10 + (x >> 8U);  // pairs, then fours, then all eight
    x = ((x & 0x00FF00FF00FF00FF) * 100 + ((x >> 16U) & 0x00FF00FF00FF00FF));
    x = (x & 0xFFFF) * 10000 + ((x >> 32U) & 0xFFFF);
    value = value * kPowers[static_cast<std::size_t>(n)] + x;
    at_ += n;
    return n == 8;
  }

  const char* at_;
  const char* end_;
};

}  // namespace dyad::log
