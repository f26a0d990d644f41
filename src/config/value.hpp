#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dyad/config/document.hpp"
#include "dyad/config/nearest.hpp"
#include "dyad/core/enum_names.hpp"
#include "dyad/core/time.hpp"
#include "findings.hpp"

namespace dyad::config {

// What a number may be: low to high, both included, as whole steps of
// 10^-decimals of the unit that stands in the file.
struct NumberRule {
  std::int64_t low = 0;  // in steps
  std::int64_t high = 0;
  int decimals = 0;
  const char* unit = "";

  std::string text() const;
};

// A time in ms, in steps of 1 µs; limits in µs.
constexpr NumberRule milliseconds(std::int64_t low_us, std::int64_t high_us) {
  return {low_us, high_us, 3, "ms"};
}
// A volume in µl, in steps of 1 nl; limits in nl.
constexpr NumberRule microlitres(std::int64_t low_nl, std::int64_t high_nl) {
  return {low_nl, high_nl, 3, "µl"};
}

struct TextRule {
  enum Kind : std::uint8_t {
    name,   // a letter, then letters, digits, "_" or "-"
    title,  // no control characters
    path,   // a title that begins with "/" and goes on
    prose   // anything, even nothing
  };
  std::size_t max_letters = 0;
  Kind kind = prose;

  std::string text() const;
  bool allows(const std::string& text) const;
};
inline constexpr TextRule kName{32, TextRule::name};     // of a seat, device or channel
inline constexpr TextRule kTitle{100, TextRule::title};  // of a rig, schedule, stage
inline constexpr TextRule kProse{10'000, TextRule::prose};  // notes

// One value of a document and where it stands. The readers return none, with a
// problem noted, where the value is not what they want. Document and findings
// must outlive it.
class Value {
 public:
  Value(const Json& json, std::string pointer, Findings& findings)
      : json_(&json), pointer_(std::move(pointer)), findings_(&findings) {}

  const Json& json() const { return *json_; }
  const std::string& pointer() const { return pointer_; }
  Findings& findings() const { return *findings_; }
  Value member(const std::string& name) const;
  Value element(std::size_t index) const;

  // Notes that this value is not `expected`.
  void refuse(std::string expected, std::string suggestion = "") const;

  std::optional<std::int64_t> number(const NumberRule& rule) const;
  std::optional<std::string> text(const TextRule& rule) const;
  std::optional<bool> boolean() const;
  // The elements of a list that has low to high of them.
  std::optional<std::vector<Value>> list(std::size_t low, std::size_t high) const;
  // The position of a text among the names.
  std::optional<std::size_t> one_of_names(const std::vector<std::string>& names) const;

  template <typename E>
  std::optional<E> choice() const {
    const auto& names = EnumNames<E>::names;
    const auto index = one_of_names({names.begin(), names.end()});
    if (!index) return std::nullopt;
    return static_cast<E>(*index);
  }

 private:
  const Json* json_;
  std::string pointer_;
  Findings* findings_;
};

// What stands there, for a message: 'the number 3', 'a list', '"left"'.
std::string describe(const Json& json);

}  // namespace dyad::config
