#include "dyad/device/gpio_persistence.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace dyad::device {
namespace {

namespace fs = std::filesystem;

class GpioPersistence : public testing::Test {
 protected:
  void SetUp() override {
    modules = fs::path(testing::TempDir()) / ("modules-" + std::to_string(::getpid()));
    fs::create_directories(modules);
  }
  void TearDown() override { fs::remove_all(modules); }
  void set(const char* driver, const char* value) {
    fs::create_directories(modules / driver / "parameters");
    std::ofstream(modules / driver / "parameters" / "persist_gpio_outputs")
        << value << "\n";
  }
  fs::path modules;
};

TEST_F(GpioPersistence, AKernelWithoutTheParameterReleasesOutputs) {
  EXPECT_EQ(released_outputs_stay_driven(modules), std::nullopt);
}

TEST_F(GpioPersistence, NamesTheParameterThatIsSet) {
  set("pinctrl_bcm2835", "N");
  set("pinctrl_rp1", "Y");
  const auto file = released_outputs_stay_driven(modules);
  ASSERT_TRUE(file);
  EXPECT_NE(file->find("pinctrl_rp1"), std::string::npos);
}

TEST_F(GpioPersistence, AParameterThatIsOffIsNoWarning) {
  set("pinctrl_bcm2835", "N");
  EXPECT_EQ(released_outputs_stay_driven(modules), std::nullopt);
}

}  // namespace
}  // namespace dyad::device
