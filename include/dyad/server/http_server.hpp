#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "dyad/core/result.hpp"
#include "dyad/server/http_options.hpp"
#include "dyad/server/router.hpp"

namespace boost::asio {
class io_context;
}

namespace dyad::server {

// Serves a router's routes, WebSockets and the dashboard's files over HTTP/1.1, without
// ever waiting on the thread of the io_context: that one alone runs everything here,
// besides routes with Where::worker and the reading of files, which have two threads.
//
// The io_context and the router must outlive the server; both are used until the server
// is destroyed. Every call on the io_context's thread, or while nobody runs it.
class HttpServer {
 public:
  HttpServer(boost::asio::io_context& io, const Router& router, HttpOptions options);
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  ~HttpServer();  // stops at once; waits for routes that workers are in

  // Listens. Fails where the address cannot be had, or is not a loopback one and there
  // are no credentials. Raises this process's limit on open files if it must.
  Status start();

  // The port that is listened on; 0 before start().
  std::uint16_t port() const;

  // Serves a connected stream socket, which it owns from now on, as if it had been
  // accepted from `address`.
  void serve(int descriptor, const std::string& address);

  // Takes no more, tells WebSockets that it goes away, lets answers under way be
  // finished for at most limits.close_time. The io_context then has nothing of ours
  // left to do.
  void stop();

  std::size_t connections() const;  // WebSockets included

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dyad::server
