#pragma once

#include <string>
#include <string_view>

#include "dyad/cli/exit_code.hpp"
#include "dyad/cli/http_client.hpp"
#include "dyad/cli/json_members.hpp"

namespace dyad::cli {

// What the daemon said: JSON, or why not.
struct Reply {
  Json json;              // null where the answer has no body
  int exit_code = kFine;  // what the command exits with, where it is a refusal
  std::string complaint;  // for a person, without a newline at its end

  explicit operator bool() const { return exit_code == kFine; }
};

// A request that was refused, or whose answer is none of dyad's.
Reply refusal(const HttpOrigin& origin, const HttpAnswer& answer);
Reply unreachable(const Error& error);

// TITLE: DETAIL, the remedy, and everything that the problem lists.
std::string problem_text(const Json& problem);

// Prints the complaint on standard error; returns the exit code.
int complain(const Reply& reply);

// The daemon's control API. `path` begins behind /api/v1.
class Daemon {
 public:
  explicit Daemon(HttpClient http) : http_(std::move(http)) {}

  Reply get(const std::string& path) const { return ask("GET", path); }
  Reply post(const std::string& path, const Json& body = nullptr) const {
    return ask("POST", path, body);
  }
  Reply ask(const std::string& method, const std::string& path,
            const Json& body = nullptr) const;

  const HttpClient& http() const { return http_; }
  static std::string target(const std::string& path) { return "/api/v1" + path; }

 private:
  HttpClient http_;
};

// For a segment of a path or a value of a query.
std::string percent_encoded(std::string_view text);

}  // namespace dyad::cli
