#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "dyad/server/token.hpp"

namespace dyad::server {

// Slows down whoever guesses tokens. Only different ones count, so that a page that
// asks again and again with a token that was removed locks nobody out.
class WrongTokens {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // For how many seconds no token of this client is looked at; none: it may try.
  std::optional<int> blocked(const std::string& client, Time now);
  void add(const std::string& client, const TokenHash& wrong, Time now);

  static constexpr std::size_t kMost = 10;  // a minute, of one client
  static constexpr std::chrono::seconds kWindow{60};
  static constexpr std::size_t kMaxClients = 1024;

 private:
  struct Attempts {
    std::vector<std::pair<TokenHash, Time>> wrong;  // oldest first
  };
  void forget_old(Attempts& attempts, Time now);
  void make_room(Time now);

  std::unordered_map<std::string, Attempts> clients_;
};

}  // namespace dyad::server
