#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "dyad/config/document.hpp"
#include "dyad/config/rig.hpp"
#include "dyad/server/current_session.hpp"
#include "dyad/server/event_feed.hpp"
#include "dyad/server/library.hpp"
#include "dyad/server/live_hub.hpp"
#include "dyad/server/note_book.hpp"
#include "dyad/server/problem.hpp"
#include "dyad/server/response.hpp"
#include "dyad/server/session_index.hpp"
#include "dyad/server/session_measures.hpp"
#include "dyad/server/supervisor.hpp"

namespace dyad::server {

// What a daemon is started with.
struct DaemonSetup {
  std::string program;  // a path of dyad itself
  std::string version;
  std::string commit;
  std::string rig_file;  // absolute
  config::Document rig_document;
  config::Rig rig;
  std::string data_folder;  // absolute
  std::vector<std::string> schedule_folders;
  int rig_lock = -1;
  bool realtime = false;
  Child::Patience patience{};
};

// What the routes of one rig's daemon stand on, and what ties it together. Everything
// on the loop's thread, but for what says "any thread".
class Daemon {
 public:
  using Json = nlohmann::ordered_json;

  // The loop and the spawner outlive it.
  Daemon(boost::asio::io_context& loop, Spawner& spawner, DaemonSetup setup);
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;
  ~Daemon();  // waits for what the worker is at

  // Closes the logs that a crash or a power cut left open. Before the server listens.
  void recover();

  const DaemonSetup& setup() const { return setup_; }  // any thread; never changes
  Supervisor& supervisor() { return supervisor_; }
  LiveHub& live() { return live_; }
  EventFeed& events() { return events_; }
  SessionIndex& sessions() { return sessions_; }  // any thread
  Library& library() { return library_; }         // any thread
  NoteBook& notes() { return notes_; }            // any thread
  CurrentSession& current() { return current_; }  // any thread

  // The object of GET /status.
  Json status();

  // Any thread: the log of an id, or of "current".
  Result<std::string> log_of(const std::string& id);

  // Any thread: what recovery did to the log of a session that was interrupted; null:
  // it was not. No longer offered to be continued.
  Json recovery_of(const std::string& log);
  Status dismiss(const std::string& log);

  // Starts a session; `speed` is of the plan.
  std::optional<Problem> start(const RunPlan& plan);

  // From a worker: runs it on the loop and waits. None where the daemon is being
  // stopped.
  std::optional<Response> on_loop(std::function<Response()> ask);
  // Any thread: runs it on the loop later; on the worker, which is one thread.
  void post(std::function<void()> task);
  void work(std::function<void()> task);

  // What is being told to /live, from any thread.
  void tell(std::string member, Json value);

  // Ends what is on, in order, then calls back.
  void shut_down(std::function<void()> done);

 private:
  void watch_supervisor();
  bool may_grow(const std::string& log) const;
  void session_over(const std::string& log, bool orderly);
  void close_log(const std::string& log, int tries);  // on the worker
  void refresh_interrupted();                         // from a worker
  void measure_every_two_seconds();
  void measure();
  Json session_status();

  DaemonSetup setup_;
  boost::asio::io_context& loop_;
  SessionIndex sessions_;
  Library library_;
  NoteBook notes_;
  CurrentSession current_;
  EventFeed events_;
  LiveHub live_;
  Supervisor supervisor_;
  Json rig_status_;
  Json interrupted_ = Json::array();
  double speed_ = 1;  // of the session that was started last
  bool closing_log_ = false;
  boost::asio::steady_timer measures_timer_;
  bool measuring_ = false;
  std::shared_ptr<SessionMeasures> measures_;  // null while the worker has it
  std::string measured_log_;
  boost::asio::thread_pool worker_{1};
};

}  // namespace dyad::server
