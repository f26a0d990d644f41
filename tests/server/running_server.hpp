#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "dyad/server/http_options.hpp"
#include "dyad/server/http_server.hpp"

namespace dyad::server::testing {

// The real server on a free port of loopback, on a thread of its own. Its clock for
// rates stands still until a test moves it.
class RunningServer {
 public:
  using SetUp = std::function<void(HttpOptions&, Router&)>;
  explicit RunningServer(const SetUp& set_up = {});
  RunningServer(const RunningServer&) = delete;
  RunningServer& operator=(const RunningServer&) = delete;
  ~RunningServer();

  std::uint16_t port() const { return port_; }
  // On the server's thread; returns when it has run.
  void on_loop(const std::function<void(HttpServer&)>& call);
  // Until it is true on the server's thread.
  void wait_until(const std::function<bool(HttpServer&)>& is_so);
  void pass(std::chrono::milliseconds time) { passed_ms_ += time.count(); }
  void stop();  // and waits until the loop has nothing left to do
  std::vector<std::string> problems() const;

 private:
  struct Loop;
  std::atomic<std::int64_t> passed_ms_{0};
  mutable std::mutex mutex_;
  std::vector<std::string> problems_;
  Router router_;
  std::unique_ptr<Loop> loop_;
  std::uint16_t port_ = 0;
};

// A GET route that viewers may use and that answers with `text`.
Route says(const std::string& pattern, const std::string& text,
           Where where = Where::loop);

}  // namespace dyad::server::testing
