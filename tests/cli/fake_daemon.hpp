#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "cli/dyad_command.hpp"

// A server that says what a test wants said, and remembers what it was asked.
namespace dyad::cli::testing {

using Json = nlohmann::ordered_json;

struct Asked {
  std::string what;  // "POST /sessions": the target without /api/v1
  Json body;         // discarded where it is none
  std::string authorization;
  std::string content_type;
};

struct Said {
  int status = 200;
  std::string body;
  std::string content_type = "application/json";
  // Of a WebSocket: messages, then the end of the connection; status is not used.
  std::vector<std::string> messages;
  bool in_order = true;  // ... with a goodbye
};

Said said(const Json& body, int status = 200);
Said problem(int status, const std::string& code, const Json& more = Json::object());

class FakeDaemon {
 public:
  FakeDaemon();
  ~FakeDaemon();
  FakeDaemon(const FakeDaemon&) = delete;
  FakeDaemon& operator=(const FakeDaemon&) = delete;

  // What a request is answered with: the answers given for it one after the other, the
  // last again and again. What was not told of is 404.
  void when(const std::string& what, std::vector<Said> answers);

  // Once `what` was asked, `other` has this answer alone.
  void after(const std::string& what, const std::string& other, Said answer);

  void forget();  // what it was asked so far
  std::vector<Asked> asked() const;
  std::vector<std::string> whats() const;  // of each that was asked
  Json body_of(
      const std::string& what) const;  // of the last one; fails the test without

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  // Runs dyad ctl with its address.
  Ran ctl(const Workplace& place, std::vector<std::string> arguments) const;

 private:
  class Server;

  Said answer(const Asked& asked);

  mutable std::mutex mutex_;
  std::map<std::string, std::vector<Said>> answers_;
  std::map<std::string, std::pair<std::string, Said>> later_;
  std::vector<Asked> asked_;
  std::uint16_t port_ = 0;
  std::unique_ptr<Server> server_;
};

}  // namespace dyad::cli::testing
