#pragma once

#include <optional>
#include <string>
#include <vector>

#include "value.hpp"

namespace dyad::config {

enum class Need { required, optional };

// Reads the members of one object. Every member that a reader asks for is known;
// finish() reports the others. Where the value is no object, that is noted, and
// nothing else is.
class Object {
 public:
  explicit Object(Value value);

  bool is_object() const { return value_.json().is_object(); }
  const Value& value() const { return value_; }
  bool has(const std::string& name) const;
  // Notes what was `expected` where a required member is absent.
  std::optional<Value> find(const std::string& name, Need need,
                            const std::string& expected);

  // Each of these leaves `into` as it was where the member is absent or refused.
  void number(const std::string& name, Need need, const NumberRule& rule,
              std::int64_t& into);
  std::optional<std::int64_t> number(const std::string& name, Need need,
                                     const NumberRule& rule);
  // A time in the unit of the rule, whose steps are µs.
  void time(const std::string& name, Need need, const NumberRule& rule, Duration& into);
  void text(const std::string& name, Need need, const TextRule& rule,
            std::string& into);
  void boolean(const std::string& name, Need need, bool& into);
  // A member for people, which is checked and then forgotten.
  void remark(const std::string& name);

  // Returns whether it set `into`.
  template <typename E>
  bool choice(const std::string& name, Need need, E& into) {
    const auto& names = EnumNames<E>::names;
    const auto value = find(name, need, one_of({names.begin(), names.end()}));
    if (!value) return false;
    const auto chosen = value->template choice<E>();
    if (chosen) into = *chosen;
    return chosen.has_value();
  }

  // Known to the format, but meaningless here: noted where it is present.
  void forbid(const std::string& name, const std::string& why);

  // Whether the member may stand here; forbids it where `here` is false.
  bool allows(const std::string& name, bool here, const std::string& why);

  void finish() const;

 private:
  Value value_;
  std::vector<std::string> known_;  // may be here
  std::vector<std::string> forbidden_;
};

// The members that every file begins with.
void read_head(Object& object, const char* format, std::string& name);

// The members of an object whose names are the user's own: `low` to `high` of them,
// each with a valid name.
std::vector<std::pair<std::string, Value>> named_values(const Value& value,
                                                        std::size_t low,
                                                        std::size_t high,
                                                        const std::string& what);

// A list of 1 to `high` valid names, none of them twice.
std::vector<std::string> read_names(const Value& value, std::size_t high);

// Notes that of two members exactly one must stand in the object, unless it does.
void need_one_of_two(const Object& object, const std::string& one,
                     const std::string& other);

}  // namespace dyad::config
