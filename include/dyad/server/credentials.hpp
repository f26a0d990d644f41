#pragma once

#include <ctime>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "dyad/core/result.hpp"
#include "dyad/server/role.hpp"
#include "dyad/server/token_file.hpp"
#include "dyad/server/wrong_tokens.hpp"

namespace dyad::server {

struct Identity {
  std::string name;
  Role role = Role::nobody;
  TokenHash hash{};  // of the token it was shown by
};

// Who holds which token, after the token file, which is read again whenever it has
// changed. On the server's thread.
class Credentials {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // The file must be there and in order. Later, a file that is not leaves the tokens as
  // they were last read, and `on_problem` is told once.
  static Result<std::unique_ptr<Credentials>> open(
      const std::string& path, std::function<void(const std::string&)> on_problem);

  struct Wrong {};
  struct Blocked {
    int wait_s = 1;
  };
  // `client` as of client_key(). While it is blocked only tokens count that it has
  // shown before: who guesses learns nothing, and a lab behind one address is not shut
  // out.
  std::variant<Identity, Wrong, Blocked> check(std::string_view token,
                                               const std::string& client, Time now);

  // What the token of somebody who was let in is good for now; nobody: it was removed.
  // A new token of the same name is another one.
  Role role_now(const Identity& identity);

  const std::string& path() const { return path_; }

 private:
  // What tells one state of the file from another.
  struct Stamp {
    timespec modified{};
    ino_t inode = 0;
    off_t size = 0;
  };
  Credentials(std::string path, std::function<void(const std::string&)> on_problem)
      : path_(std::move(path)), on_problem_(std::move(on_problem)) {}
  Status reload();
  void reload_if_changed();
  static std::optional<Stamp> stamp_of(const std::string& path);

  std::string path_;
  std::function<void(const std::string&)> on_problem_;
  std::vector<TokenRecord> records_;
  std::optional<Stamp> stamp_;
  WrongTokens wrong_;
  std::set<std::pair<std::string, TokenHash>> shown_;  // right ones, by client

  static constexpr std::size_t kMaxShown = 4096;  // then it is begun anew
};

}  // namespace dyad::server
