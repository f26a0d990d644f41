#pragma once

#include <array>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <string_view>
#include <vector>

namespace dyad::log {

// The text `,"NAME":` of a member, made at compile time.
template <const std::string_view& Name>
struct MemberKey {
  static constexpr auto kText = [] {
    std::array<char, Name.size() + 4> text{};
    text[0] = ',';
    text[1] = '"';
    Name.copy(&text[2], Name.size());
    text[Name.size() + 2] = '"';
    text[Name.size() + 3] = ':';
    return text;
  }();
};

bool valid_utf8(std::string_view text);

// A line in the making. Its memory is kept from line to line, so that at steady
// state nothing is allocated.
class LineBuffer {
 public:
  LineBuffer() : bytes_(512) {}

  void clear() { size_ = 0; }
  std::string_view text() const { return {bytes_.data(), size_}; }

  // A fresh stretch of n bytes, to be written by the caller.
  char* claim(std::size_t n) {
    if (bytes_.size() - size_ < n) grow(n);
    char* at = bytes_.data() + size_;
    size_ += n;
    return at;
  }

  void put(char c) { *claim(1) = c; }
  void put(std::string_view text) { text.copy(claim(text.size()), text.size()); }

  void put(std::integral auto number) {
    constexpr std::size_t kMost = 20;  // of 64 bits, sign included
    char* at = claim(kMost);
    const char* end = std::to_chars(at, at + kMost, number).ptr;
    size_ -= kMost - static_cast<std::size_t>(end - at);
  }

  // As a JSON string. What is not UTF-8 becomes U+FFFD: a line is always JSON.
  void put_quoted(std::string_view text);

  template <const std::string_view& Name>
  void key() {
    constexpr const auto& kText = MemberKey<Name>::kText;
    put(std::string_view(kText.data(), kText.size()));
  }
  template <const std::string_view& Name>
  void number(std::integral auto value) {
    key<Name>();
    put(value);
  }
  template <const std::string_view& Name>
  void boolean(bool value) {
    key<Name>();
    put(value ? std::string_view("true") : std::string_view("false"));
  }
  // A text known to need no escaping: the name of an enumeration's value.
  template <const std::string_view& Name>
  void word(std::string_view value) {
    key<Name>();
    put('"');
    put(value);
    put('"');
  }
  // A text that is JSON already.
  template <const std::string_view& Name>
  void json(std::string_view value) {
    key<Name>();
    put(value);
  }

 private:
  void grow(std::size_t n);
  void put_escaped(char c);

  std::vector<char> bytes_;
  std::size_t size_ = 0;
};

}  // namespace dyad::log
