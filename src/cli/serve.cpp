#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "dyad/cli/commands.hpp"
#include "dyad/cli/exit_code.hpp"
#include "dyad/cli/fail.hpp"
#include "dyad/cli/listen_text.hpp"
#include "dyad/cli/messages.hpp"
#include "dyad/cli/version.hpp"
#include "dyad/config/read.hpp"
#include "dyad/server/daemon.hpp"
#include "dyad/server/dashboard_assets.hpp"
#include "dyad/server/http_server.hpp"
#include "dyad/server/openapi_route.hpp"
#include "dyad/server/rig_services.hpp"
#include "dyad/server/route_table.hpp"
#include "dyad/server/service_manager.hpp"
#include "dyad/server/session_routes.hpp"
#include "dyad/server/sign_in.hpp"
#include "dyad/server/watchdog.hpp"
#include "dyad/session/realtime.hpp"
#include "dyad/session/rig_lock.hpp"

namespace dyad::cli {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;

struct ServeOptions {
  std::string rig;
  std::string data;
  std::string listen = "127.0.0.1:8470";
  std::string tokens;
  std::vector<std::string> allowed_hosts;
  std::vector<std::string> schedules;
  bool realtime = false;
  bool routes = false;
};

// The rig file, every problem of it said. None: exit_code says of what kind.
std::optional<server::DaemonSetup> read_rig(const ServeOptions& options,
                                            int& exit_code) {
  config::Problems problems;
  server::DaemonSetup setup;
  auto document = config::read_document(options.rig, problems);
  std::optional<config::Rig> rig;
  if (document) rig = config::read_rig(*document, problems);
  for (const config::Problem& problem : problems) std::cerr << problem.text() << '\n';
  if (!rig || !problems.empty()) {
    const bool unreadable = ::access(options.rig.c_str(), R_OK) != 0;
    exit_code = unreadable ? kOperatingError : kNo;
    return std::nullopt;
  }
  setup.rig_file = fs::weakly_canonical(options.rig).string();
  setup.rig_document = std::move(*document);
  setup.rig = std::move(*rig);
  return setup;
}

Status complete(const ServeOptions& options, server::DaemonSetup& setup) {
  std::error_code error;
  fs::create_directories(options.data, error);
  if (error) {
    return Error{
        "the data folder '" + options.data + "' cannot be made: " + error.message(),
        "Give --data a folder that you may write to."};
  }
  setup.data_folder = fs::canonical(options.data, error).string();
  // This very program, also when an upgrade has put another one in its place: sessions
  // are always of the daemon's own version.
  setup.program = "/proc/self/exe";
  for (const std::string& folder : options.schedules) {
    setup.schedule_folders.push_back(fs::absolute(folder, error).string());
  }
  setup.version = kVersion;
  setup.commit = kCommit;
  setup.realtime = options.realtime;
  return Ok();
}

// Of simulated rigs any number of daemons may run, though not into one folder.
Result<session::RigLock> own(server::DaemonSetup& setup) {
  if (setup.rig.simulated()) {
    auto folder = session::RigLock::take(setup.data_folder);
    if (folder) return folder;
    return Error{"another daemon has the data folder: " + folder.error().what,
                 "End that one first, or give --data another folder."};
  }
  auto rig = session::RigLock::take(setup.rig_file);
  if (rig) setup.rig_lock = rig->descriptor();
  return rig;
}

// One run of the daemon, on the loop's thread.
class Serving {
 public:
  Serving(asio::io_context& loop, server::Spawner& spawner, server::DaemonSetup setup,
          server::HttpOptions http)
      : loop_(loop),
        daemon_(loop, spawner, std::move(setup)),
        services_(loop, daemon_),
        http_(complete(std::move(http))),
        manager_(server::ServiceManager::of_environment()),
        watchdog_(loop, manager_, [this] { return is_alive(); }),
        signals_(loop, SIGTERM, SIGINT),
        goodbye_(loop) {
    server::add_sign_in_routes(router_, http_.credentials, http_.now);
    server::add_openapi_route(router_);
    server::add_session_routes(router_, daemon_);
    services_.add_routes(router_);
  }

  // METHOD PATTERN ROLE of everything that the control API has.
  std::string routes() const { return server::route_table(router_, http_.sockets); }

  Status start() {
    daemon_.recover();
    server_.emplace(loop_, router_, http_);
    if (const Status listening = server_->start(); !listening) return listening;
    const std::string address = listen_text(http_.address, server_->port());
    std::cout << "dyad: listening on http://" << address << '\n' << std::flush;
    manager_.ready("listening on http://" + address);
    watchdog_.start();
    // What is of the terminal, or asks to read again what the daemon reads anew anyway.
    std::signal(SIGHUP, SIG_IGN);
    signals_.async_wait([this](auto error, int) {
      if (!error) stop();
    });
    return Ok();
  }

 private:
  server::HttpOptions complete(server::HttpOptions http) {
    http.assets = server::dashboard_assets();
    http.sockets = server::session_sockets(daemon_);
    return http;
  }

  bool is_alive() {
    const auto& supervisor = daemon_.supervisor();
    const auto last = supervisor.last_beat();
    const auto now = std::chrono::steady_clock::now();
    return server::beats_lately(supervisor.beats_are_due(), now - last.value_or(now));
  }

  // Pages see the session end before the server goes.
  void stop() {
    manager_.stopping();
    daemon_.shut_down([this] {
      watchdog_.stop();
      services_.stop();
      server_->stop();
      goodbye_.expires_after(kGoodbye);
      goodbye_.async_wait([this](auto) { loop_.stop(); });
    });
  }

  // For clients to hear of the session's end, and that the server goes.
  static constexpr std::chrono::milliseconds kGoodbye{500};

  asio::io_context& loop_;
  server::Daemon daemon_;
  server::RigServices services_;
  server::HttpOptions http_;
  server::Router router_;
  std::optional<server::HttpServer> server_;
  server::ServiceManager manager_;
  server::Watchdog watchdog_;
  asio::signal_set signals_;
  asio::steady_timer goodbye_;
};

// The server's threads all come from this one, share its low priority and leave the
// sessions' processor alone; the spawner's thread, which was there before, keeps the
// usual ones for the sessions.
int serve_on_a_thread(server::DaemonSetup setup, server::HttpOptions http,
                      bool only_tell_routes) {
  server::Spawner spawner;
  int exit_code = kFine;
  std::thread([&] {
    server::lower_priority_of_this_thread();
    session::keep_off_sessions(*session::linux_realtime_system());
    asio::io_context loop(1);
    Serving serving(loop, spawner, std::move(setup), std::move(http));
    if (only_tell_routes) {
      std::cout << serving.routes();
      return;
    }
    if (const Status started = serving.start(); !started) {
      exit_code = fail(started.error());
      return;
    }
    loop.run();
  }).join();
  return exit_code;
}

int run(const ServeOptions& options) {
  server::HttpOptions http;
  const auto listen = parse_listen(options.listen);
  if (!listen) return fail(listen.error(), kUsage);
  http.address = listen->address;
  http.port = listen->port;
  http.allowed_hosts = options.allowed_hosts;
  int exit_code = kFine;
  auto setup = read_rig(options, exit_code);
  if (!setup) return exit_code;
  if (const Status done = complete(options, *setup); !done) return fail(done.error());
  const auto lock = own(*setup);
  if (!lock) return fail(lock.error());
  Messages messages;
  http.on_problem = [&messages](const std::string& text) { messages.warn(text); };
  std::unique_ptr<server::Credentials> credentials;
  if (!options.tokens.empty()) {
    auto opened = server::Credentials::open(options.tokens, http.on_problem);
    if (!opened) return fail(opened.error());
    credentials = std::move(*opened);
    http.credentials = credentials.get();
  }
  return serve_on_a_thread(std::move(*setup), std::move(http), options.routes);
}

}  // namespace

void add_serve(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ServeOptions>();
  CLI::App* command =
      app.add_subcommand("serve", "Run a rig from a browser: the daemon and its pages");
  command->add_option("--rig", options->rig, "The rig file")->required();
  command->add_option("--data", options->data, "Where the logs are")->required();
  command->add_option("--listen", options->listen, "ADDRESS:PORT; port 0: any free one")
      ->capture_default_str();
  command->add_option("--tokens", options->tokens,
                      "The token file; needed on any address but this machine's own");
  command->add_option("--allow-host", options->allowed_hosts,
                      "A name under which browsers reach this machine");
  command->add_option("--schedules", options->schedules,
                      "A folder of schedules to offer beside the stored ones");
  command->add_flag("--realtime", options->realtime,
                    "Run sessions with real-time priority, see dyad doctor");
  // For the test that holds docs/openapi.json to the server: of no use to a person.
  command->add_flag("--routes", options->routes, "Print the control API's routes")
      ->group("");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace dyad::cli
