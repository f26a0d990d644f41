#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <memory>
#include <set>

#include "dyad/server/gate.hpp"

namespace dyad::server {

class Connection;
class WebSocket;

// What the connections of one server share. On the server's thread.
struct HttpCore {
  HttpCore(boost::asio::io_context& context, const Router& router, HttpOptions given)
      : io(context),
        options(std::move(given)),
        gate(router, options),
        patience(context),
        token_check(context) {}

  std::size_t connected() const { return connections.size() + sockets.size(); }

  void remove(Connection* connection) {
    connections.erase(connection);
    end_if_empty();
  }
  void remove(WebSocket* socket) {
    sockets.erase(socket);
    end_if_empty();
  }
  void end_if_empty() {
    if (stopping && connected() == 0) patience.cancel();
  }

  boost::asio::io_context& io;
  HttpOptions options;
  Gate gate;
  // Routes that may block, and the reading of files. Null once the server is stopped
  // and its workers are gone.
  boost::asio::thread_pool* workers = nullptr;
  bool stopping = false;
  boost::asio::steady_timer patience;     // with those that still end
  boost::asio::steady_timer token_check;  // of the WebSockets
  // Each puts itself in, and removes itself when it has ended.
  std::set<Connection*> connections;
  std::set<WebSocket*> sockets;
};

// Runs `work` on a worker, and hands what it returned to `done` on the server's thread.
// `owner` lives until then, and is never dropped by the worker. The workers are there.
template <typename Owner, typename Work, typename Done>
void run_on_worker(HttpCore& core, std::shared_ptr<Owner> owner, Work work, Done done) {
  namespace asio = boost::asio;
  asio::post(*core.workers, [&io = core.io, keep = asio::make_work_guard(core.io),
                             owner = std::move(owner), work = std::move(work),
                             done = std::move(done)]() mutable {
    auto result = work();
    asio::post(io, [owner = std::move(owner), done = std::move(done),
                    result = std::move(result)]() mutable { done(std::move(result)); });
  });
}

}  // namespace dyad::server
