#include "server/running_server.hpp"

#include <gtest/gtest.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <future>
#include <thread>

namespace dyad::server::testing {

struct RunningServer::Loop {
  boost::asio::io_context io;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{
      io.get_executor()};
  std::unique_ptr<HttpServer> server;
  std::thread thread;
};

RunningServer::RunningServer(const SetUp& set_up) : loop_(std::make_unique<Loop>()) {
  HttpOptions options;
  options.port = 0;
  options.now = [this] {
    return std::chrono::steady_clock::time_point{} +
           std::chrono::milliseconds(passed_ms_.load());
  };
  options.on_problem = [this](const std::string& problem) {
    const std::scoped_lock lock(mutex_);
    problems_.push_back(problem);
  };
  if (set_up) set_up(options, router_);
  loop_->server = std::make_unique<HttpServer>(loop_->io, router_, options);
  const Status started = loop_->server->start();
  EXPECT_TRUE(started.ok()) << (started.ok() ? "" : started.error().text());
  port_ = loop_->server->port();
  loop_->thread = std::thread([this] { loop_->io.run(); });
}

RunningServer::~RunningServer() {
  stop();
  loop_->server.reset();
}

void RunningServer::on_loop(const std::function<void(HttpServer&)>& call) {
  std::promise<void> done;
  boost::asio::post(loop_->io, [&] {
    call(*loop_->server);
    done.set_value();
  });
  done.get_future().wait();
}

void RunningServer::wait_until(const std::function<bool(HttpServer&)>& is_so) {
  for (bool so = false; !so;) on_loop([&](HttpServer& server) { so = is_so(server); });
}

void RunningServer::stop() {
  if (!loop_->thread.joinable()) return;
  on_loop([](HttpServer& server) { server.stop(); });
  loop_->work.reset();
  loop_->thread.join();
}

std::vector<std::string> RunningServer::problems() const {
  const std::scoped_lock lock(mutex_);
  return problems_;
}

Route says(const std::string& pattern, const std::string& text, Where where) {
  return {Method::get, pattern, Role::viewer, where, [text](const Request&) {
            Response response;
            response.content_type = "text/plain";
            response.body = text;
            return response;
          }};
}

}  // namespace dyad::server::testing
