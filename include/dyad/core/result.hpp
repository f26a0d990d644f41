#pragma once

#include <string>
#include <utility>
#include <variant>

#include "dyad/core/assert.hpp"

namespace dyad {

// An operating error as a person reads it: what happened, and what to do.
struct Error {
  std::string what;
  std::string remedy;  // may be empty

  std::string text() const { return remedy.empty() ? what : what + "\n  " + remedy; }
};

// A value or the reason why there is none. Must be used.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}      // NOLINT: implicit on purpose
  Result(Error error) : state_(std::move(error)) {}  // NOLINT: implicit on purpose

  bool ok() const { return std::holds_alternative<T>(state_); }
  explicit operator bool() const { return ok(); }

  T& value() {
    DYAD_ASSERT(ok(), "value() of a failed Result");
    return *std::get_if<T>(&state_);
  }
  const T& value() const { return const_cast<Result*>(this)->value(); }
  T& operator*() { return value(); }
  const T& operator*() const { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const {
    DYAD_ASSERT(!ok(), "error() of a good Result");
    return *std::get_if<Error>(&state_);
  }

 private:
  std::variant<T, Error> state_;
};

using Ok = std::monostate;
using Status = Result<Ok>;

}  // namespace dyad
