local time = require("time")

-- A supervisor of one's own: it watches what it starts, and starts it again when it fails.
local function supervise(job)
    local events = process.events()
    for attempt = 1, 3 do
        local pid = process.spawn_monitored("app:worker", "app:host", job, attempt)
        local event = events:receive()
        if event.from == pid and not event.result.error then
            return event.result.value
        end
        print(job, "failed:", tostring(event.result.error))
    end
end

-- The greeter is a service. While it is down nobody has its name.
local function greeter(other_than)
    local pid = process.registry.lookup("greeter")
    while not pid or pid == other_than do
        time.sleep("10ms")
        pid = process.registry.lookup("greeter")
    end
    return pid
end

local function main()
    for _, job in ipairs({ "paint", "wash" }) do
        print(job, "->", supervise(job))
    end

    local greetings = process.listen("greeting")
    local first = greeter()
    process.send(first, "greet", "Ann")
    print((greetings:receive()))

    process.send(first, "greet", "nobody")
    local second = greeter(first)
    process.send(second, "greet", "Bob")
    print((greetings:receive()), "from another process:", first ~= second)
    return true
end

return { main = main }
